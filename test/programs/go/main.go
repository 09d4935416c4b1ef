// A program in Go that takes part in a study, written from docs/reference/trial-protocol.md alone: gradient descent on
// a narrow valley. It asks for its momentum over the pipe, reports each step, saves a checkpoint and ends when told to.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
)

type pipe struct {
	file   *os.File
	lines  *bufio.Scanner
	lastID int
	echo   bool
}

// ask sends one message and waits for the line that answers it.
func (p *pipe) ask(message map[string]any) (map[string]any, error) {
	p.lastID++
	message["id"] = p.lastID
	text, err := json.Marshal(message)
	if err != nil {
		return nil, err
	}
	if _, err := p.file.Write(append(text, '\n')); err != nil {
		return nil, err
	}
	if !p.lines.Scan() {
		return nil, fmt.Errorf("the study has ended")
	}
	if p.echo {
		fmt.Printf("> %s\n< %s\n", text, p.lines.Text())
	}
	answer := map[string]any{}
	return answer, json.Unmarshal(p.lines.Bytes(), &answer)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var params struct {
		LR float64 `json:"lr"`
	}
	if err := json.Unmarshal([]byte(os.Getenv("VERNIER_PARAMS")), &params); err != nil {
		return fmt.Errorf("VERNIER_PARAMS: %w", err)
	}
	descriptor, err := strconv.Atoi(os.Getenv("VERNIER_PIPE"))
	if err != nil {
		return fmt.Errorf("VERNIER_PIPE: %w", err)
	}
	file := os.NewFile(uintptr(descriptor), "pipe")
	study := &pipe{file: file, lines: bufio.NewScanner(file), echo: os.Getenv("SHOW") != ""}

	asked, err := study.ask(map[string]any{"suggest": map[string]any{"name": "momentum", "type": "float", "low": 0, "high": 0.9}})
	if err != nil {
		return err
	}
	momentum := asked["value"].(float64)

	x, y, vx, vy := 4.0, 2.0, 0.0, 0.0
	for step := 1; step <= 6; step++ {
		vx = momentum*vx - params.LR*2*x
		vy = momentum*vy - params.LR*20*y
		x, y = x+vx, y+vy
		answer, err := study.ask(map[string]any{"step": step, "loss": x*x + 10*y*y})
		if err != nil {
			return err
		}
		if answer["verdict"] != "continue" {
			if err := save(x, y); err != nil {
				return err
			}
			return nil
		}
	}
	fmt.Printf("vernier {\"loss\": %g}\n", x*x+10*y*y)
	return nil
}

// save keeps the position where a later run of this trial could go on.
func save(x, y float64) error {
	path := os.Getenv("VERNIER_CHECKPOINT_DIR") + "/position.json"
	text, err := json.Marshal([]float64{x, y})
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		return err
	}
	fmt.Printf("vernier {\"checkpoint\": %q}\n", path)
	return nil
}
