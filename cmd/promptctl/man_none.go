//go:build !assets

package main

import "github.com/spf13/cobra"

// assets are the commands that make what packages install: none, unless the
// program is built for that.
func (a *app) assets() []*cobra.Command { return nil }
