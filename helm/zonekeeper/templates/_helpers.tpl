{{/* The name of everything the chart makes: the release's, with "zonekeeper" in it. */}}
{{- define "zonekeeper.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "zonekeeper.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (include "zonekeeper.fullname" .) -}}
{{- end -}}

{{- define "zonekeeper.selectorLabels" -}}
app.kubernetes.io/name: zonekeeper
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Of the pods of a further operator, which keeps a share of the services; takes a list of the root context and its number. */}}
{{- define "zonekeeper.shardLabels" -}}
app.kubernetes.io/name: zonekeeper-shard
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
zonekeeper.io/shard: {{ index . 1 | quote }}
{{- end -}}

{{- define "zonekeeper.labels" -}}
{{ include "zonekeeper.selectorLabels" . }}
{{ include "zonekeeper.sharedLabels" . }}
{{- end -}}

{{/* Of the pod of `helm test`, which a network policy has to know. */}}
{{- define "zonekeeper.testLabels" -}}
app.kubernetes.io/name: zonekeeper-test
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* What all objects have, whosever they are. */}}
{{- define "zonekeeper.sharedLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Labels of a pod; takes a list of the root context and the labels by which the pod is selected. */}}
{{- define "zonekeeper.podLabels" -}}
{{- $root := index . 0 -}}
{{- merge (index . 1 | fromYaml) (deepCopy $root.Values.podLabels) (include "zonekeeper.sharedLabels" $root | fromYaml) | toYaml -}}
{{- end -}}

{{/*
Name, annotations and labels of a child; takes a list of the root context, the name's suffix and, optionally, annotations of its own.
The labels come last, so that more can follow.
*/}}
{{- define "zonekeeper.metadata" -}}
{{- $root := index . 0 -}}
name: {{ include "zonekeeper.fullname" $root }}{{ index . 1 }}
{{- with include "zonekeeper.annotations" (list $root (index (append . "") 2)) }}
{{ . }}
{{- end }}
labels:
  {{- include "zonekeeper.labels" $root | nindent 2 }}
{{- end -}}

{{/* commonAnnotations, and those of the object itself, which take precedence; takes a list of the root context and these. */}}
{{- define "zonekeeper.annotations" -}}
{{- with merge (index . 1 | fromYaml) (index . 0).Values.commonAnnotations -}}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}

{{/* global.imageRegistry takes the place of the registry in image.repository. */}}
{{- define "zonekeeper.image" -}}
{{- $repository := .Values.image.repository -}}
{{- with .Values.global.imageRegistry -}}
{{- $repository = printf "%s/%s" (trimSuffix "/" .) (regexReplaceAll "^(localhost|[^/]*[.:][^/]*)/" $repository "") -}}
{{- end -}}
{{- if .Values.image.digest -}}
{{ $repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ $repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* Of image.pullSecrets and global.imagePullSecrets, which takes names as well. */}}
{{- define "zonekeeper.imagePullSecrets" -}}
{{- $secrets := .Values.image.pullSecrets -}}
{{- range .Values.global.imagePullSecrets -}}
{{- $secrets = append $secrets (kindIs "string" . | ternary (dict "name" .) .) -}}
{{- end -}}
{{- with uniq $secrets -}}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}

{{/* The operator's configuration file. */}}
{{- define "zonekeeper.config" -}}
namespace: {{ .Release.Namespace }}
namespaces: {{ toJson .Values.namespaces }}
leaderElection:
  {{- toYaml .Values.leaderElection | nindent 2 }}
listen:
  port: {{ .Values.port }}
log:
  {{- toYaml .Values.log | nindent 2 }}
workers: {{ .Values.workers }}
slots: {{ .Values.slots }}
{{- if .Values.failover.enabled }}
failovers: true
{{- end }}
{{- if .Values.web.enabled }}
web:
  enabled: true
  port: {{ .Values.web.port }}
  authentication: {{ .Values.web.authentication }}
{{- end }}
{{- with .Values.notifications }}
{{- if .webhook.url }}
notifications:
  source: {{ .source | default (printf "/zonekeeper/%s" $.Release.Namespace) | quote }}
  types: {{ toJson .types }}
  webhook:
    url: {{ .webhook.url | quote }}
    timeout: {{ .webhook.timeout }}
    {{- if .webhook.headerSecret.name }}
    headerName: {{ .webhook.headerName | quote }}
    headerFile: /etc/zonekeeper-notifications/header
    {{- end }}
{{- end }}
{{- end }}
{{- if .Values.aws.enabled }}
aws:
  enabled: true
  {{- with .Values.aws.region }}
  region: {{ . }}
  {{- end }}
  {{- with .Values.aws.endpoint }}
  endpoint: {{ . }}
  {{- end }}
  {{- with .Values.aws.endpoints }}
  endpoints:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  pollInterval: {{ .Values.aws.pollInterval }}
  shiftExpiresIn: {{ .Values.aws.shiftExpiresIn }}
{{- end }}
{{- if .Values.policy.create }}
defaultPolicy:
  {{- toYaml .Values.policy.spec | nindent 2 }}
{{- end }}
{{- end -}}
