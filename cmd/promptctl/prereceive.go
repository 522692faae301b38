package main

import (
	"bufio"
	"context"
	"io"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/spf13/cobra"
)

// preReceiveCmd is what the hook of a server calls.
func (a *app) preReceiveCmd() *cobra.Command {
	return &cobra.Command{
		Use:     "pre-receive",
		Short:   "Refuse a push that would not verify",
		Long:    "Read from standard input what is pushed, as git's hook pre-receive is told, and\nrefuse it if the ledger of an environment would not verify with it.",
		Example: "  promptctl hook install --server",
		Args:    cobra.NoArgs,
		Hidden:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			updates, err := readUpdates(cmd.InOrStdin())
			if err != nil {
				return err
			}
			return a.runPreReceive(cmd.Context(), updates)
		},
	}
}

// readUpdates reads lines OLD NEW REF.
func readUpdates(in io.Reader) (updates []repo.RefUpdate, err error) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		f := strings.SplitN(lines.Text(), " ", 3)
		if len(f) != 3 {
			return nil, usagef("%q is not what git tells its hook pre-receive: OLD NEW REF", lines.Text())
		}
		updates = append(updates, repo.RefUpdate{Name: f[2], Old: notZero(f[0]), New: notZero(f[1])})
	}
	return updates, lines.Err()
}

// notZero is an object id; "" for the one that stands for nothing.
func notZero(id string) repo.Hash {
	if strings.Trim(id, "0") == "" {
		return ""
	}
	return repo.Hash(id)
}

func (a *app) runPreReceive(ctx context.Context, updates []repo.RefUpdate) error {
	r, err := a.open(ctx, repo.Options{Alone: true, Incoming: true})
	if err != nil {
		return err
	}
	return a.ledgers(r).Receive(ctx, updates)
}
