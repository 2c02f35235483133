// Command driver measures what runs against an API server and an emulator.
//
//	driver compare [common flags] -pairs 3 operator=./operator.sh baseline=./baseline.sh
//	driver recoveries [common flags] -targets epdtarget -recoveries 100
//
// The common flags are
//
//	-server https://127.0.0.1:6443 -token-file T -ca-file C -namespace bench \
//	-cloud http://127.0.0.1:18080 -cloud-token t1.bench -folder b1gbench
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
)

// The kernel ends what measure has started with the thread that started it.
func init() { runtime.LockOSThread() }

func main() {
	commands := map[string]func(string, []string) error{"compare": compare, "recoveries": recoveries}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		exit(errors.New("needs a command: compare or recoveries"))
	}
	if err := commands[os.Args[1]](os.Args[1], os.Args[2:]); err != nil {
		exit(err)
	}
}

// scene is where a measurement plays: the API server, and the machines of the emulator's folder.
type scene struct {
	api      *api
	cloud    string
	machines map[string]machine
}

// parse reads the common flags and those that are in flags by now.
func parse(flags *flag.FlagSet, arguments []string) (scene, error) {
	server := flags.String("server", "", "base URL of the API server")
	tokenFile := flags.String("token-file", "", "file with an administrator's bearer token")
	caFile := flags.String("ca-file", "", "file with the API server's certificate authority")
	cloud := flags.String("cloud", "", "base URL of the emulator")
	cloudToken := flags.String("cloud-token", "", "IAM token that the emulator accepts")
	folder := flags.String("folder", "", "id of the cloud folder")
	namespace := flags.String("namespace", "bench", "namespace of the objects; it exists")
	if err := flags.Parse(arguments); err != nil {
		return scene{}, err
	}
	found, err := machines(*cloud, *cloudToken, *folder)
	if err != nil {
		return scene{}, fmt.Errorf("the emulator's machines: %w", err)
	}
	api, err := newAPI(*server, *tokenFile, *caFile, *namespace)
	return scene{api, *cloud, found}, err
}

func exit(err error) {
	fmt.Fprintln(os.Stderr, "driver:", err)
	os.Exit(1)
}
