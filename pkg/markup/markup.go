// Package markup quotes texts that come from outside, so that in Markdown, in HTML,
// in XML and in the log of a workflow of GitHub they are texts and nothing else.
package markup
