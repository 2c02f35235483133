package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

const (
	apiVersion = "backup.yandex.cloud/v1alpha1"
	writers    = 32
)

// api is what the API server has of the operator's group in one namespace.
type api struct {
	client           *http.Client
	namespace, token string
}

type resource struct {
	Metadata struct {
		Name string `json:"name"`
	} `json:"metadata"`
	Spec struct {
		ComputeInstanceID string `json:"computeInstanceId"`
	} `json:"spec"`
	Status struct {
		State          string    `json:"state"`
		LastBackupTime time.Time `json:"lastBackupTime"`
	} `json:"status"`
}

func newAPI(server, tokenFile, caFile, namespace string) (*api, error) {
	token, err := os.ReadFile(tokenFile)
	if err != nil {
		return nil, err
	}
	ca, err := os.ReadFile(caFile)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(ca) {
		return nil, fmt.Errorf("%s holds no certificate", caFile)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	transport.MaxIdleConnsPerHost = writers
	return &api{
		client:    &http.Client{Transport: transport},
		namespace: server + "/apis/" + apiVersion + "/namespaces/" + namespace + "/",
		token:     strings.TrimSpace(string(token)),
	}, nil
}

// reset leaves one BackupResource without a status for each machine.
func (a *api) reset(want map[string]machine) error {
	if err := a.call("DELETE", a.namespace+"backupresources", nil, nil); err != nil {
		return err
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(200 * time.Millisecond) {
		var list struct{ Items []resource }
		if err := a.call("GET", a.namespace+"backupresources", nil, &list); err != nil {
			return err
		}
		if len(list.Items) == 0 {
			break
		}
		if time.Now().After(end) {
			return fmt.Errorf("%d BackupResources are still there after a minute: a finalizer?", len(list.Items))
		}
	}
	ids := make(chan string)
	failures := make(chan error, writers)
	var group sync.WaitGroup
	for range writers {
		group.Go(func() {
			for id := range ids {
				if err := a.create(id); err != nil {
					failures <- err
					for range ids { // so that the sender ends
					}
				}
			}
		})
	}
	for id := range want {
		ids <- id
	}
	close(ids)
	group.Wait()
	select {
	case err := <-failures:
		return err
	default:
		return nil
	}
}

func (a *api) create(id string) error {
	return a.call("POST", a.namespace+"backupresources", map[string]any{
		"apiVersion": apiVersion, "kind": "BackupResource",
		"metadata": map[string]any{"name": id},
		"spec":     map[string]any{"computeInstanceId": id},
	}, nil)
}

// errNotYet is the answer of an API server that has only just heard of the kind.
var errNotYet = errors.New("not yet")

// awaitStatuses watches until every status is right. It closes watching once it has seen every object.
func (a *api) awaitStatuses(ctx context.Context, count int, isRight func(resource) bool, watching chan<- struct{}) error {
	seen, right := map[string]bool{}, map[string]bool{}
	err := watch(ctx, a, "backupresources", func(r resource) bool {
		if isRight(r) {
			right[r.Metadata.Name] = true
		} else {
			delete(right, r.Metadata.Name)
		}
		if len(seen) < count {
			if seen[r.Metadata.Name] = true; len(seen) == count {
				close(watching)
			}
		}
		return len(right) == count
	})
	if err != nil {
		return fmt.Errorf("%d of %d statuses were right: %w", len(right), count, err)
	}
	return nil
}

// watch hands over the objects of a collection, such as backupresources, until enough says so. The API server may end a
// watch at any time, and does so when a CustomResourceDefinition was touched: the next one begins with every object as it
// is then.
func watch[T any](ctx context.Context, a *api, plural string, enough func(T) bool) error {
	for {
		err := watchOnce(ctx, a, plural, enough)
		if !errors.Is(err, io.EOF) && !errors.Is(err, errNotYet) {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func watchOnce[T any](ctx context.Context, a *api, plural string, enough func(T) bool) error {
	request, err := a.request(ctx, "GET", a.namespace+plural+"?watch=true", nil)
	if err != nil {
		return err
	}
	response, err := a.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusTooManyRequests {
		return errNotYet
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("watch: %s", response.Status)
	}
	for events := json.NewDecoder(response.Body); ; {
		var event struct{ Object T }
		if err := events.Decode(&event); err != nil {
			return fmt.Errorf("watch: %w", err)
		}
		if enough(event.Object) {
			return nil
		}
	}
}

func (a *api) request(ctx context.Context, method, url string, body any) (*http.Request, error) {
	var content io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(ctx, method, url, content)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+a.token)
	request.Header.Set("Content-Type", "application/json")
	return request, nil
}

func (a *api) call(method, url string, body, answer any) error {
	request, err := a.request(context.Background(), method, url, body)
	if err != nil {
		return err
	}
	response, err := a.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s: %s", method, url, response.Status, content)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(content, answer)
}
