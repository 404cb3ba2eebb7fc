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

{{- define "zonekeeper.labels" -}}
{{ include "zonekeeper.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Name and labels of a child; takes a list of the root context and the name's suffix. */}}
{{- define "zonekeeper.metadata" -}}
{{- $root := index . 0 -}}
name: {{ include "zonekeeper.fullname" $root }}{{ index . 1 }}
labels:
  {{- include "zonekeeper.labels" $root | nindent 2 }}
{{- end -}}

{{- define "zonekeeper.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
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
