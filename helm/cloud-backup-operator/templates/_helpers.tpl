{{- define "cbo.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "cbo.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "cbo.labels" -}}
{{ include "cbo.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "cbo.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "cbo.fullname" .) -}}
{{- else -}}
{{- required "serviceAccount.name is needed when serviceAccount.create is false" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "cbo.lockNamespace" -}}
{{- .Values.lockNamespace | default .Release.Namespace -}}
{{- end -}}

{{- define "cbo.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{- /* One subject for every binding. */ -}}
{{- define "cbo.subjects" -}}
- kind: ServiceAccount
  name: {{ include "cbo.serviceAccountName" . }}
  namespace: {{ .Release.Namespace }}
{{- end -}}

{{- /* What the operator may do where it handles objects: in a ClusterRole, or in a Role of each watched namespace. */ -}}
{{- define "cbo.rules" -}}
# Watches every kind of its own.
- apiGroups: [backup.yandex.cloud]
  resources: [backupfolders, backupresources, backuprecoveries, cloudbackups]
  verbs: [get, list, watch]
# Sets and takes off finalizers, and labels of an inventory's CloudBackups; a patch carries the resourceVersion it was
# made for.
- apiGroups: [backup.yandex.cloud]
  resources: [backupresources, backuprecoveries, cloudbackups]
  verbs: [patch]
# Keeps the inventories that BackupFolders ask for.
- apiGroups: [backup.yandex.cloud]
  resources: [cloudbackups]
  verbs: [create]
# Removes a recovery whose spec.ttlAfterFinished has passed, and CloudBackups of inventories.
- apiGroups: [backup.yandex.cloud]
  resources: [backuprecoveries, cloudbackups]
  verbs: [delete]
# Writes statuses, each only over the version that it read: that keeps a recovery from starting twice.
- apiGroups: [backup.yandex.cloud]
  resources: [backupfolders/status, backupresources/status, backuprecoveries/status, cloudbackups/status]
  verbs: [update]
# Reads the one Secret that a BackupFolder names; never lists or watches Secrets.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get]
{{- if .Values.watchNamespaces }}
# Learns whether a namespace is terminating.
- apiGroups: [""]
  resources: [namespaces]
  verbs: [get]
{{- else }}
# Reads the labels that allowedNamespaces and access select by, and whether a namespace is terminating; watches them, so
# that a label that is taken off counts at once.
- apiGroups: [""]
  resources: [namespaces]
  verbs: [get, list, watch]
{{- end }}
# Tells people what happened.
- apiGroups: [""]
  resources: [events]
  verbs: [create]
{{- end -}}

{{- /* What people may do: roles.yaml says who gets which. */ -}}
{{- define "cbo.rules.view" -}}
# Statuses too; nothing of the Secrets that BackupFolders name.
- apiGroups: [backup.yandex.cloud]
  resources: [backupfolders, backupresources, backuprecoveries, cloudbackups]
  verbs: [get, list, watch]
{{- end -}}

{{- define "cbo.rules.edit" -}}
{{ include "cbo.rules.view" . }}
# Not backuprecoveries, nor cloudbackups: who may set up what is watched may not thereby overwrite machines or delete
# backups.
- apiGroups: [backup.yandex.cloud]
  resources: [backupfolders, backupresources]
  verbs: [create, update, patch, delete, deletecollection]
{{- end -}}

{{- define "cbo.rules.recover" -}}
{{ include "cbo.rules.view" . }}
# Without approve it takes somebody else to start one: see approvalpolicy.yaml.
- apiGroups: [backup.yandex.cloud]
  resources: [backuprecoveries]
  verbs: [create, update, patch, delete]
{{- end -}}

{{- define "cbo.rules.approve" -}}
{{ include "cbo.rules.view" . }}
# approve is asked for by the policy of approvalpolicy.yaml; update and patch write down what is approved.
- apiGroups: [backup.yandex.cloud]
  resources: [backuprecoveries]
  verbs: [update, patch, approve]
{{- end -}}

{{- define "cbo.rules.delete-backup" -}}
{{ include "cbo.rules.view" . }}
# A CloudBackup with deletionPolicy Delete takes its backup with it, for good.
- apiGroups: [backup.yandex.cloud]
  resources: [cloudbackups]
  verbs: [create, update, patch, delete]
# The last Event of a CloudBackup tells whether its backup was deleted; the cluster's own view reads Events too.
- apiGroups: [""]
  resources: [events]
  verbs: [list]
{{- end -}}
