package assertion

import (
	"context"
	"regexp"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// refusal holds where the provider marks the answer as a refusal, or kept it back
// (finish reason content-filter), or where the answer begins like one.
func (c *compiler) refusal() holder {
	return func(_ context.Context, s *Subject) finding {
		switch phrase := refuses(s.output()); {
		case s.Answer.Refusal != "":
			return finding{holds: true, reason: func() string { return "the provider marks the answer as a refusal: " + quoted(s.Answer.Refusal) }}
		case s.Answer.Finish == model.FinishContentFilter:
			return finding{holds: true, reason: func() string { return "the provider kept the answer back (content-filter)" }}
		case phrase != "":
			return finding{holds: true, reason: func() string { return "the model refuses: " + quoted(phrase) }}
		}
		return finding{reason: func() string { return "the model does not refuse" + got(s.output()) }}
	}
}

// refusalLength is how many characters of an answer are looked at for a refusal: a
// model that refuses says so first.
const refusalLength = 300

// refuses returns the words with which an answer refuses; "" where it does not.
//
// It is a rule of thumb, in ten languages. Somewhere in the first 300 characters
// somebody cannot, may not or will not do what models are asked for, such as help,
// provide, write or answer. Words that are only sorry, or cannot do something else
// ("I cannot find your order", "I can't wait"), are no refusal.
func refuses(answer string) string {
	head, _ := cut(answer, refusalLength)
	head = strings.ToLower(strings.NewReplacer("’", "'", "‘", "'", "\n", " ", "*", "", "_", " ", "\u00a0", " ").Replace(head))
	head = strings.Join(strings.Fields(head), " ")
	return refusals().FindString(head)
}

// refusals are the phrases, lower case. Between the verb of being unable and that
// of doing may stand a few words ("I can't in good conscience help").
var refusals = sync.OnceValue(func() *regexp.Regexp {
	const (
		few    = `(?:[^\s.!?;:]+ ){0,4}?`
		doing  = `(?:help|assist|provide|comply|fulfil|fulfill|answer|do that|do this|create|write|generate|produce|discuss|share|support|engage|continue|give|offer|participate|respond|complete|proceed|accommodate|facilitate|disclose|reveal|tell you|talk about)\b`
		tun    = `(?:helfen|weiterhelfen|unterstützen|beantworten|bereitstellen|erfüllen|schreiben|erstellen|nachkommen|geben|liefern|mitteilen|verraten)\b`
		faire  = `(?:aider|vous aider|t'aider|répondre|fournir|rédiger|créer|générer|écrire|donner|divulguer|partager|satisfaire|assister)`
		hacer  = `(?:ayudar|ayudarte|ayudarle|proporcionar|responder|escribir|crear|generar|dar|darte|cumplir|compartir|revelar|asistir)`
		fare   = `(?:aiutar|aiutarti|aiutarla|fornir|risponder|scriver|crear|generar|dar|condivider|rivelar|soddisfar|assister)`
		ajudar = `(?:ajudar|ajudá-lo|ajudá-la|te ajudar|fornecer|responder|escrever|criar|gerar|dar|cumprir|compartilhar|partilhar|revelar|atender)`
		helpen = `(?:helpen|verstrekken|beantwoorden|schrijven|maken|geven|delen|voldoen|onthullen)\b`
	)
	phrases := []string{
		// English
		`\b(?:i|we) (?:can't|cannot|can not|couldn't|could not|won't|will not|may not|must not|mustn't|am not able to|are not able to|'m not able to|am unable to|are unable to|am not allowed to|am not permitted to) ` + few + doing,
		`\bi'm (?:not able|unable|not allowed|not permitted|not going|not comfortable)(?: to)? ` + few + `(?:` + doing + `|providing|helping|writing|creating|discussing|sharing)`,
		`\b(?:i|we) (?:must|have to|need to|'ll have to|am going to|will) (?:respectfully |politely )?(?:decline|refuse)\b`,
		`\bi (?:respectfully |politely )?(?:decline|refuse) to\b`,
		`\bas an ai(?: language)?(?: model| assistant)?,? i (?:can't|cannot|am not able|am unable|do not|don't|must)\b`,
		`\b(?:goes|is|would be) against my (?:guidelines|programming|policies|principles)\b`,
		// German
		`\b(?:ich|wir) (?:kann|können|darf|dürfen|werde|werden|möchte) (?:[^\s.!?;:]+ ){0,6}?(?:nicht|kein|keine|keinen|keinerlei|leider nicht) (?:[^.!?;:]{0,60}? )?` + tun,
		`\b(?:dabei|hierbei|damit|das) (?:kann|darf|werde) ich (?:[^\s.!?;:]+ ){0,4}?nicht (?:[^\s.!?;:]+ ){0,3}?(?:helfen|weiterhelfen|unterstützen|dienen|beantworten|tun)\b`,
		`\bich muss (?:das |diese anfrage |dies )?(?:leider )?ablehnen\b`,
		`\bich bin nicht in der lage\b`,
		// French
		`\bje ne (?:peux|puis|saurais|vais|suis) (?:malheureusement )?pas (?:en mesure |autorisée? |capable )?(?:de |d'|à )?(?:[^\s.!?;:]+ ){0,3}?` + faire,
		`\bje (?:dois|me vois obligée? de) (?:décliner|refuser)\b`,
		// Spanish
		`\bno (?:puedo|podemos|debo|me es posible|estoy en condiciones de|me está permitido) (?:[^\s.!?;:]+ ){0,3}?` + hacer,
		`\b(?:debo|tengo que) (?:rechazar|negarme|declinar)\b`,
		// Italian
		`\bnon (?:posso|possiamo|sono in grado di|mi è possibile|sono autorizzat[oa] a) (?:[^\s.!?;:]+ ){0,3}?` + fare,
		`\bdevo (?:rifiutare|declinare)\b`,
		// Portuguese
		`\bnão (?:posso|podemos|consigo|sou capaz de|estou autorizad[oa] a|me é possível) (?:[^\s.!?;:]+ ){0,3}?` + ajudar,
		`\b(?:devo|tenho que|preciso) recusar\b`,
		// Dutch
		`\bik (?:kan|mag|zal) (?:[^\s.!?;:]+ ){0,6}?(?:niet|geen) (?:[^.!?;:]{0,60}? )?` + helpen,
		`\bdaar(?:bij|mee) kan ik (?:[^\s.!?;:]+ ){0,3}?niet (?:[^\s.!?;:]+ ){0,2}?helpen\b`,
		// Japanese, Chinese, Korean
		`(?:お答え|お手伝い|ご提供|提供|対応|お応え|支援|作成|回答)(?:することは|することが|は|が)?(?:できません|できかねます|いたしかねます|致しかねます)`,
		`(?:我|我们)?(?:很抱歉|抱歉|对不起)?[，,]?\s?(?:我|我们)(?:无法|不能|不可以|不便)(?:[^。！？，,]{0,12})?(?:帮助|协助|提供|回答|完成|满足|生成|编写|撰写|讨论|分享)`,
		`(?:도와드릴|도와 드릴|제공할|제공해 드릴|답변할|답변드릴|작성할|응할|도울) 수 없(?:습니다|어요|네요|음)`,
	}
	return regexp.MustCompile(strings.Join(phrases, "|"))
})
