package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// machine is what a status must say about one machine.
type machine struct {
	state      string
	lastBackup time.Time
}

// machines lists the folder; the keys are the ids of the compute instances.
func machines(cloud, token, folder string) (map[string]machine, error) {
	found := map[string]machine{}
	for pageToken := ""; ; {
		query := url.Values{"folderId": {folder}, "pageSize": {"1000"}}
		if pageToken != "" {
			query.Set("pageToken", pageToken)
		}
		request, err := http.NewRequest("GET", cloud+"/backup/v1/resources?"+query.Encode(), nil)
		if err != nil {
			return nil, err
		}
		request.Header.Set("Authorization", "Bearer "+token)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return nil, err
		}
		var page struct {
			Resources []struct {
				ComputeInstanceID string    `json:"computeInstanceId"`
				Status            string    `json:"status"`
				LastBackupTime    time.Time `json:"lastBackupTime"`
			}
			NextPageToken string
		}
		err = json.NewDecoder(response.Body).Decode(&page)
		response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("%s: %s, %v", request.URL, response.Status, err)
		}
		for _, r := range page.Resources {
			if r.Status == "" || r.LastBackupTime.IsZero() {
				return nil, fmt.Errorf("machine %s has no status or no last backup: nothing to wait for", r.ComputeInstanceID)
			}
			found[r.ComputeInstanceID] = machine{r.Status, r.LastBackupTime}
		}
		if pageToken = page.NextPageToken; pageToken == "" {
			return found, nil
		}
	}
}
