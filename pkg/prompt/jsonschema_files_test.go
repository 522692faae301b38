package prompt_test

func schemaGoodFiles() []string {
	m, v := "messages: [{role: user, content: a}]\n", "sections: {role: a}\nvariables:\n  a: "
	return []string{
		everyKey, promptYML, m, "sections: {role: a}\n", "sections: {}\n" + m, "messages: []\nsections: {mine: a}\n", m + "x-: null\n",
		m + "sections: {role: '', x-y: a, Roles: b}\n", m + "tags: []\n", m + "deprecated:\nbudget:\nlint:\nmetadata:\ntestData:\nevaluators:\ntoolChoice:\n",
		"messages: [{role: user, content: []}]\n", "messages: [{role: user, content: '', toolCalls: []}]\n",
		"messages: [{role: assistant, toolCalls: [{id: a, function: {name: b}}]}]\n",
		"messages: [{role: assistant, content: null, toolCalls: [{id: a, function: {name: b}}]}]\n",
		"messages: [{placeholder: history, x-why: b}]\n", "messages: [{role: user, content: a, toolCallId: b}]\n",
		"messages: [{role: user, content: [{type: text, text: a, image_url: b}]}]\n",
		m + "tools: []\n", m + "tools: [{name: a}]\n", m + "tools: [{function: {name: a}}]\n", m + "tools: [{name: a, parameters: '  {}'}]\n",
		m + "tools: [{name: '', function: {name: a}}]\n", m + "tools: [{function: {}, name: a}]\n",
		m + "toolChoice: none\n", m + "tools: [{name: a}]\ntoolChoice: {name: a}\n", m + "toolChoice: {type: web_search}\n",
		m + "responseFormat: text\n", m + "responseFormat: {}\n", m + "jsonSchema: {}\n", m + "jsonSchema: '{\"type\": \"object\"}'\n",
		m + "responseFormat: {type: json_schema, json_schema: {schema: {type: object}}}\n", m + "responseFormat: {jsonSchema: {}}\n",
		m + "responseFormat: {type: json_schema}\njsonSchema: {}\n", m + "responseFormat: json_schema\njsonSchema: {}\n",
		m + "modelParameters: {}\n", m + "modelParameters: {max_tokens: 3.0, stop: a, x-y: 1, extra: {a: null}}\n",
		m + "variables: {}\n", v + "\n", v + "{}\n", v + "{type: string, default: null}\n", v + "{default: [1, a]}\n",
		v + "{type: integer, default: 3.0, minimum: 0.5}\n", v + "{minLength: 1, minItems: 1, minimum: 1, pattern: a, items: , properties: {b: }}\n",
		v + "{enum: [], examples: [1, a, null], required: false, x-y: 1}\n", v + "{type: number, enum: [1, 2.5], default: 1}\n",
	}
}

func schemaBadFiles() []string {
	m, v := "messages: [{role: user, content: a}]\n", "sections: {role: a}\nvariables:\n  a: "
	return []string{
		"- a\n", "a\n", "description: a\n", "messages: []\n", "sections: {}\n", "messages:\n", "sections:\n", "messages: {}\n", "sections: a\n",
		m + "mesages: []\n", m + "id: a\n", m + "version: 1\n", m + "name: 3\n", m + "name:\n", m + "description: true\n", m + "model: [a]\n",
		m + "owner: {}\n", m + "tags: a\n", m + "tags: [1]\n", m + "tags: [null]\n",
		m + "sections: {'9': a}\n", m + "sections: {a b: c}\n", m + "sections: {role: 1}\n", m + "sections: {role: }\n", m + "sections: {mine: [a]}\n",
		"messages: [a]\n", "messages: [{content: a}]\n", "messages: [{role: user}]\n", "messages: [{role: user, content: }]\n",
		"messages: [{role: user, content: 1}]\n", "messages: [{role: user, content: {}}]\n", "messages: [{role: asistant, content: a}]\n",
		"messages: [{role: 1, content: a}]\n", "messages: [{role: user, content: a, text: b}]\n", "messages: [{role: user, content: a, name: 1}]\n",
		"messages: [{role: tool, content: a}]\n", "messages: [{role: user, content: a, toolCalls: [{id: a, function: {name: b}}]}]\n",
		"messages: [{role: assistant, toolCalls: []}]\n", "messages: [{role: assistant, toolCalls: a}]\n",
		"messages: [{role: assistant, toolCalls: [{id: a}]}]\n", "messages: [{role: assistant, toolCalls: [{function: {name: b}}]}]\n",
		"messages: [{role: assistant, toolCalls: [{id: a, function: {name: ''}}]}]\n",
		"messages: [{role: assistant, toolCalls: [{id: a, function: {name: b, parameters: {}}}]}]\n",
		"messages: [{role: assistant, toolCalls: [{id: a, function: {name: b, arguments: {}}}]}]\n",
		"messages: [{placeholder: 1}]\n", "messages: [{placeholder: a b}]\n", "messages: [{placeholder: a, role: user}]\n", "messages: [{placeholder: , content: a}]\n",
		"messages: [{role: user, content: [a]}]\n", "messages: [{role: user, content: [{text: a}]}]\n", "messages: [{role: user, content: [{type: txt, text: a}]}]\n",
		"messages: [{role: user, content: [{type: text}]}]\n", "messages: [{role: user, content: [{type: image_url}]}]\n", "messages: [{role: user, content: [{type: file, text: a}]}]\n",
		"messages: [{role: user, content: [{type: image_url, image_url: {detail: low}}]}]\n", "messages: [{role: user, content: [{type: image_url, image_url: [a]}]}]\n",
		"messages: [{role: user, content: [{type: file, file: {}}]}]\n", "messages: [{role: user, content: [{type: file, file: {path: a, url: b}}]}]\n",
		"messages: [{role: user, content: [{type: file, file: {path: 'a{{b}}'}}]}]\n", "messages: [{role: user, content: [{type: file, file: a}]}]\n",
		m + "tools: {}\n", m + "tools: [a]\n", m + "tools: [{}]\n", m + "tools: [{type: function}]\n", m + "tools: [{name: ''}]\n", m + "tools: [{function: {name: ''}}]\n",
		m + "tools: [{type: web, name: a}]\n", m + "tools: [{name: a, parameters: []}]\n", m + "tools: [{name: a, parameters: '[]'}]\n", m + "tools: [{name: a, strict: 'yes'}]\n",
		m + "responseFormat: json\n", m + "responseFormat:\n", m + "responseFormat: []\n", m + "responseFormat: {type: json}\n", m + "responseFormat: {schema: {}}\n",
		m + "responseFormat: json_schema\n", m + "responseFormat: {type: json_schema}\n", m + "responseFormat: text\njsonSchema: {}\n",
		m + "responseFormat: {type: json_object, json_schema: {}}\n", m + "jsonSchema: []\n", m + "jsonSchema: '3'\n", m + "jsonSchema:\n",
		m + "modelParameters:\n", m + "modelParameters: {temprature: 1}\n", m + "modelParameters: {temperature: hot}\n", m + "modelParameters: {maxTokens: 1.5}\n",
		m + "modelParameters: {seed: null}\n", m + "modelParameters: {stop: [1]}\n", m + "modelParameters: {logprobs: 1}\n", m + "modelParameters: {extra: a}\n", m + "modelParameters: {verbosity: 1}\n",
		m + "lint: []\n", m + "lint: {ignor: []}\n", m + "lint: {ignore: {}}\n", m + "lint: {ignore: [T003]}\n", m + "lint: {ignore: [{reason: a}]}\n", m + "lint: {ignore: }\n",
		m + "lint: {ignore: [{rules: T003, reason: a}]}\n", m + "lint: {ignore: [{rules: [], reason: a}]}\n", m + "lint: {ignore: [{rules: [1], reason: a}]}\n",
		m + "lint: {ignore: [{rules: [a], match: '', reason: a}]}\n", m + "lint: {ignore: [{rules: [a], match: 1, reason: a}]}\n",
		m + "lint: {ignore: [{rules: [a], reason: 1}]}\n", m + "lint: {ignore: [{rule: [a], reason: a}]}\n",
		m + "variables:\n", m + "variables: []\n", m + "variables: {a b: {}}\n", v + "string\n", v + "[string]\n", v + "{type: str}\n", v + "{type: }\n", v + "{typ: string}\n",
		v + "{description: 1}\n", v + "{required: 1}\n", v + "{untrusted: 'yes'}\n", v + "{enum: a}\n", v + "{examples: a}\n", v + "{minLength: -1}\n", v + "{maxLength: 1.5}\n",
		v + "{maxItems: a}\n", v + "{maxLength: 1099511627776}\n", v + "{minimum: a}\n", v + "{pattern: 1}\n", v + "{items: a}\n", v + "{items: {type: a}}\n", v + "{properties: a}\n",
		v + "{properties: {b: {typ: a}}}\n", v + "{properties: {'1': {}}}\n", v + "{type: string, minimum: 1}\n", v + "{type: number, maxLength: 1}\n", v + "{type: boolean, items: {}}\n",
		v + "{type: array, properties: {}}\n", v + "{type: object, minItems: 1}\n", v + "{type: integer, pattern: a}\n",
	}
}

// everyKey has each key of the format once.
const everyKey = `name: n
description: d
owner: o
tags: [t]
deprecated: true
model: openai/gpt-4o-mini
modelParameters: {temperature: 1, max_tokens: 5, stop: [a], seed: 3, reasoningEffort: low, logprobs: true, extra: {a: 1}, x-y: 1}
budget: {tokens: 100}
variables:
  a: {type: string, description: d, default: ab, enum: [ab], minLength: 1, maxLength: 9, pattern: a, untrusted: true, required: false, examples: [a], x-y: 1}
  b: {type: array, minItems: 0, maxItems: 3, items: {type: object, properties: {c: {type: number, minimum: 0, maximum: 2}, d: null}}}
  e: null
sections: {role: '{{a}}', mine: b}
messages:
  - {role: system, content: a, name: b}
  - {role: user, content: [{type: text, text: a}, {type: image_url, image_url: {url: a, detail: low}}, {type: file, file: {path: a, name: b}}]}
  - {role: user, content: [{type: image_url, image_url: a}, {type: file, file: {url: a}}, {type: file, file: {id: a}, x-y: 1}]}
  - {role: assistant, content: null, toolCalls: [{id: a, type: function, function: {name: f, arguments: '{}'}}]}
  - {role: tool, toolCallId: a, content: b}
  - {placeholder: history}
tools:
  - {type: function, function: {name: f, description: d, parameters: {type: object}, strict: true}}
  - {name: g, description: d, parameters: '{}', strict: false}
toolChoice: auto
responseFormat: json_schema
jsonSchema: {name: a, strict: true, schema: {type: object}}
testData: [{a: b}]
evaluators: []
lint: {ignore: [{rules: [T003, unused-variable], match: a, reason: b, x-y: 1}], x-y: 1}
metadata: {a: b}
x-mine: 1
`

// promptYML is a file of the .prompt.yml format, which prompts are a superset
// of: https://docs.github.com/en/github-models/use-github-models/storing-prompts-in-github-repositories
const promptYML = `name: Text Summarizer
description: Summarizes input text concisely
model: openai/gpt-4o-mini
modelParameters:
  temperature: 0.5
  maxCompletionTokens: 200
messages:
  - role: system
    content: You are a text summarizer. Your only job is to summarize text given to you.
  - role: user
    content: |
      Summarize the given text, beginning with "Summary -":
      <text>
      {{input}}
      </text>
responseFormat: json_schema
jsonSchema: |-
  {"name": "summary", "strict": true, "schema": {"type": "object", "properties": {"summary": {"type": "string"}}}}
testData:
  - input: The quick brown fox jumped over the lazy dog.
    expected: Summary - A fox jumped over a dog.
evaluators:
  - name: Output should start with 'Summary -'
    string:
      startsWith: 'Summary -'
  - name: Similarity
    uses: github/similarity
`
