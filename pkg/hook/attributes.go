package hook

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// The line below the first mark in .gitattributes, as in a hook.
const (
	attributesWhole = "# Written with this file by `promptctl hook install --diff`; `promptctl hook uninstall --diff` removes both."
	attributesPart  = "# Written by `promptctl hook install --diff`; `promptctl hook uninstall --diff` removes it."
)

// byteOrderMark may begin a file, and nothing else.
const byteOrderMark = "\ufeff"

// suffixes end the names of the files that promptctl compares.
func suffixes() []string {
	return []string{prompt.Suffix, prompt.ShortSuffix, prompt.PartialSuffix, suite.Suffix, suite.ShortSuffix}
}

// attributesBlock is what is written into .gitattributes, without a line break
// at its end. It stands first there, so that whatever else the file says wins.
func attributesBlock(whole bool) string {
	made := attributesPart
	if whole {
		made = attributesWhole
	}
	lines := []string{begin, made}
	for _, suffix := range suffixes() {
		lines = append(lines, "*"+suffix+" diff="+driver)
	}
	return strings.Join(append(lines, end), "\n")
}

// insertAttributes puts the block before all that a file says.
func insertAttributes(text string) string {
	if rest, marked := strings.CutPrefix(text, byteOrderMark); marked {
		return byteOrderMark + attributesBlock(false) + "\n" + rest
	}
	return attributesBlock(false) + "\n" + text
}

// splitAttributes is split for a file that may begin with a byte order mark.
func splitAttributes(path, text string) (script, bool, error) {
	bare, marked := strings.CutPrefix(text, byteOrderMark)
	parts, found, err := split(path, bare)
	if marked {
		parts.before = byteOrderMark + parts.before
	}
	return parts, found, err
}

// installAttributes plans to put the block into .gitattributes, unless the
// files have the driver already.
func installAttributes(ctx context.Context, r *repo.Repo) (Change, error) {
	c := attributesOf(r)
	if isLink(c.Path) {
		return c, diag.WithHint(fmt.Errorf("%s is a symbolic link, which git does not follow", c.Path), "put the file itself there, and run this again")
	}
	text, there, err := read(c.Path)
	if err != nil {
		return c, err
	}
	parts, found, err := splitAttributes(c.Path, text)
	if err != nil {
		return c, err
	}
	all, err := driven(ctx, r)
	if err != nil {
		return c, err
	}
	c.old = text
	switch {
	case found:
		c.data = parts.before + attributesBlock(strings.Contains(parts.block, attributesWhole)) + parts.after
		if c.data != text {
			c.Action = Update
		}
	case all:
	case !there:
		c.Action, c.data = Create, attributesBlock(true)+"\n"
	default:
		c.Action, c.data = Extend, insertAttributes(text)
	}
	return c, nil
}

// driven reports whether the repository has all of promptctl's files compared
// by promptctl. It fails where it has some of them compared in another way.
func driven(ctx context.Context, r *repo.Repo) (bool, error) {
	var probes []string
	for _, suffix := range suffixes() {
		probes = append(probes, "name"+suffix)
	}
	values, err := r.OwnAttributes(ctx, probes, "diff")
	if err != nil {
		return false, err
	}
	all := true
	for i, value := range values {
		switch value["diff"] {
		case driver:
		case "unspecified":
			all = false
		default:
			err := fmt.Errorf("the files *%s have an attribute for git's diff already: %s", suffixes()[i], asWritten(value["diff"]))
			return false, diag.WithHint(err, "take it out of .gitattributes or .git/info/attributes, or give them diff=%s behind it, and run this again", driver)
		}
	}
	return all, nil
}

// asWritten is the attribute diff of a value as a file has it.
func asWritten(value string) string {
	switch value {
	case "set":
		return "diff"
	case "unset":
		return "-diff"
	default:
		return "diff=" + value
	}
}

// uninstallAttributes plans to take the block out of .gitattributes.
func uninstallAttributes(r *repo.Repo) (Change, error) {
	c := attributesOf(r)
	if isLink(c.Path) {
		return c, nil
	}
	text, there, err := read(c.Path)
	if err != nil || !there {
		return c, err
	}
	parts, found, err := splitAttributes(c.Path, text)
	if err != nil || !found {
		return c, err
	}
	c.Action, c.old, c.data = Restore, text, parts.without()
	if strings.Contains(parts.block, attributesWhole) && c.data == "" {
		c.Action = Delete
	}
	return c, nil
}
