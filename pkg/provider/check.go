package provider

// Check returns an error where no call of a model can be sent: no provider is known
// for it, its address is wrong, or there is no key. It sends nothing, and is for
// those who are about to send many calls that would all fail alike.
func (s *Set) Check(name string) error {
	from, short, err := s.find(name)
	if err != nil {
		return err
	}
	if h, ok := from.service.(*httpService); ok {
		if err := h.key.problem(); err != nil {
			_, err = from.judge(err, short, &attempts{all: 1})
			return err
		}
	}
	return nil
}

// Live reports whether a model answers under a name, or a program in the place of one:
// an echo is nobody's answer.
func (s *Set) Live(name string) bool {
	set, _, err := s.settingsOf(name)
	return err != nil || set.kind != echoType
}
