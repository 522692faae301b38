package statement

import "slices"

// opposite returns the kind by which a person takes back an approval or a
// rejection; "" for all else.
func (k Kind) opposite() Kind {
	return map[Kind]Kind{Approval: Rejection, Rejection: Approval}[k]
}

// Bearing returns the folders of tags that may bear on an opinion or an evaluation
// that is to be given, "approvals/support/triage/": those of the opposite, of
// revocations, and of the same, which is named after the first of its prompts. So not
// all tags need to be read.
func (s *Statement) Bearing() []string {
	folders := []string{s.Kind.Root() + "/" + s.Subjects[0].Name + "/"}
	if opposite := s.Kind.opposite(); opposite != "" {
		folders = append(folders, opposite.Root()+"/")
	}
	return append(folders, Revocation.Root()+"/")
}

// Repeats reports whether a statement says of the same prompts what another one
// does, for the same environments, in the same role and as long; of an evaluation,
// with the same outcome. What it says to people besides, and what was seen of the
// ledgers, may differ.
func (s *Statement) Repeats(other *Statement) bool {
	return s.Kind == other.Kind && s.Role == other.Role && s.Suite == other.Suite && s.Expires.Equal(other.Expires) &&
		s.outcome() == other.outcome() && s.Environments() == other.Environments() && slices.Equal(s.Subjects, other.Subjects)
}

// Stands reports whether an approval or a rejection that was made with a key is
// still its signer's word in an environment: it is genuine and fresh, and they did
// not say the opposite of any of its prompts since, with whichever key.
func (j *Judge) Stands(s *Signed, key, environment string) bool {
	return !slices.ContainsFunc(s.Subjects, func(subject Subject) bool {
		in := j.inquire(Question{Environment: environment, Subject: subject})
		return !slices.ContainsFunc(in.verdicts, func(v Verdict) bool {
			return v.Signed == s && v.Good() && v.Key == key && !in.takenBack(&v)
		})
	})
}

// takenBack reports whether who gave an opinion gave the opposite one since.
func (in *inquiry) takenBack(v *Verdict) bool {
	if v.Kind == Rejection {
		return in.answered(v) != nil
	}
	for rejection := range in.good(Rejection) {
		if rejection.Person == v.Person && rejection.Role == v.Role && in.answered(rejection) == nil {
			return true
		}
	}
	return false
}

// Against returns the last statement, by its date, in which a person said the
// opposite of s about any of its prompts, for any of its environments and in the
// same role, and that nobody revoked; nil where there is none. One that is dated
// in the future will count, and so it is judged as it will be then.
func (j *Judge) Against(s *Statement, person string) *Signed {
	var last *Signed
	for _, subject := range s.Subjects {
		for _, other := range j.byDigest[subject.Digest] {
			if !s.opposes(other.Statement) || last != nil && !other.dated().After(last.dated()) {
				continue
			}
			v := j.Genuine(other)
			if v.Reason == Future {
				v = j.at(other).Genuine(other)
			}
			if v.Good() && v.Person == person {
				last = other
			}
		}
	}
	return last
}

// at is a judge at the time when a statement is dated.
func (j *Judge) at(s *Signed) *Judge {
	then := *j
	then.now, then.verdicts = s.dated(), map[string]Verdict{}
	return &then
}

// opposes reports whether two statements are of opposite kinds, in one role, and
// have an environment in common.
func (s *Statement) opposes(other *Statement) bool {
	return other.Kind == s.Kind.opposite() && other.Role == s.Role && slices.ContainsFunc(other.For, func(f For) bool {
		_, there := s.Tip(f.Environment)
		return there
	})
}
