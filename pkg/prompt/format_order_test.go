package prompt

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every key that the format has, has a place in the order.
func TestShapesNameTheKeysOfTheFormat(t *testing.T) {
	var schema struct {
		Definitions map[string]struct {
			Properties map[string]any
		}
	}
	require.NoError(t, json.Unmarshal(JSONSchema(), &schema))
	shapes := map[string]*shape{
		"variable": promptShape().of("variables").of("any"),
		"message":  promptShape().of("messages").of(""),
		"part":     promptShape().of("messages").of("").of("content").of(""),
		"toolCall": promptShape().of("messages").of("").of("toolCalls").of(""),
		"tool":     promptShape().of("tools").of(""),
	}
	for name, s := range shapes {
		var keys []string
		for key := range schema.Definitions[name].Properties {
			keys = append(keys, key)
		}
		require.ElementsMatch(t, keys, s.keys, name)
	}
	require.Nil(t, promptShape().of("jsonSchema").keys)
	require.Nil(t, promptShape().of("modelParameters").keys)
	require.Nil(t, promptShape().of("sections").keys)
	require.Equal(t, shapes["variable"].keys, shapes["variable"].of("properties").of("any").of("items").keys)
}
