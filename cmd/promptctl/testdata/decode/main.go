// Command decode reads the YAML files below a folder and decodes each into
// yaml.v3's nodes, on all cores, and does nothing else: the floor that the
// benchmark holds the linter against.
package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

func main() {
	files := make(chan string, 100)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for file := range files {
				decode(file)
			}
		})
	}
	err := filepath.WalkDir(os.Args[1], func(file string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(file, ".yaml") || strings.HasSuffix(file, ".yml") {
			files <- file
		}
		return err
	})
	close(files)
	workers.Wait()
	if err != nil {
		fail(err)
	}
}

func decode(file string) {
	data, err := os.ReadFile(file)
	if err != nil {
		fail(err)
	}
	var node yaml.Node
	if err := yaml.Unmarshal(data, &node); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
