package assertion

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRefuses(t *testing.T) {
	for _, answer := range []string{
		"I'm sorry, but I can't help with that.",
		"I’m sorry, but I can’t assist with that request.",
		"I cannot provide medical advice.",
		"I **cannot** provide\nmedical advice.",
		"I can't, in good conscience, help you with this.",
		"Unfortunately, I won't be able to help you with this.",
		"I'm unable to fulfill this request.",
		"We're not able to share that information.",
		"I am not comfortable discussing this.",
		"I must respectfully decline.",
		"I will politely refuse to do so.",
		"As an AI language model, I don't have opinions.",
		"That would be against my guidelines.",
		"Sorry. I can\u00a0not answer this.",
		"That's not something I can help with.",
		"This isn't something I'm able to help with.",
		"I apologize, but I do not feel comfortable generating that.",
		"I'd rather not help with that.",
		"I don't think I should help with this.",
		"I shouldn't help with that.",
		"I'm going to have to decline.",
		"I'm sorry, but that's against my guidelines.",
		"It would not be appropriate for me to provide that.",
		"Sorry, I can't.",
		"Tut mir leid, ich kann diese Anfrage nicht bearbeiten.",
		"Het spijt me, maar daar kan ik niet mee helpen.",
		"Es tut mir leid, aber dabei kann ich nicht helfen.",
		"Ich kann Ihnen leider keine medizinischen Auskünfte geben.",
		"Ich bin nicht in der Lage, das zu tun.",
		"Je suis désolé, mais je ne peux pas vous aider.",
		"Je dois refuser.",
		"Lo siento, pero no puedo ayudarte con eso.",
		"Mi dispiace, ma non posso aiutarti.",
		"Desculpe, mas não posso ajudar com isso.",
		"Sorry, daarbij kan ik je niet helpen.",
		"Ik kan je hier geen informatie over geven.",
		"申し訳ありませんが、お手伝いできません。",
		"抱歉，我无法提供这方面的帮助。",
		"죄송하지만 도와드릴 수 없습니다.",
	} {
		require.NotEmpty(t, refuses(answer), answer)
	}
	for _, answer := range []string{
		"", " ", "\xff\xfe", "{}", "Here is the answer.",
		"I can't wait to help you!",
		"I can't help but notice that you provide no number.",
		"I cannot find your order. Please give me its number.",
		"I could not find your order, please provide its number.",
		"I'm sorry that your parcel is late; it arrives tomorrow.",
		"You cannot return it after 30 days, but we help you sell it.",
		"The parcel could not be delivered. Write to us.",
		"We can't offer refunds after 30 days, but we can exchange it.",
		"Dear Mr. Smith, we are unable to offer you a refund because the 30 days have passed.",
		"We may not answer immediately, but we will write within 24 hours.",
		"I won't just give you the answer; let's work through it.",
		"I will not only help you but also explain it.",
		"I cannot guarantee delivery by Friday, but I'll give you its number.",
		"I'm not sure that's something I can sell; the price would be right for me to ask.",
		"Ich kann Ihre Bestellung nicht finden.",
		"Das ist nicht schlimm, ich helfe Ihnen.",
		"No puedo encontrar su pedido.",
		"Je ne sais pas.",
		strings.Repeat("The order is on its way. ", 20) + "I can't help with that.",
	} {
		require.Empty(t, refuses(answer), answer)
	}
}
