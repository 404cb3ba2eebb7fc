{{/* The observers have labels of their own, or the operator's selectors would take them for the operator. */}}
{{- define "zonekeeper.observerSelectorLabels" -}}
app.kubernetes.io/name: zonekeeper-observer
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "zonekeeper.observerLabels" -}}
{{ include "zonekeeper.observerSelectorLabels" . }}
{{ include "zonekeeper.sharedLabels" . }}
{{- end -}}

{{/* Name, annotations and labels of what is the observers'; takes a list of the root context and the name's suffix. */}}
{{- define "zonekeeper.observerMetadata" -}}
{{- $root := index . 0 -}}
name: {{ include "zonekeeper.fullname" $root }}-observer{{ index . 1 }}
{{- with include "zonekeeper.annotations" (list $root "") }}
{{ . }}
{{- end }}
labels:
  {{- include "zonekeeper.observerLabels" $root | nindent 2 }}
{{- end -}}

{{/* One given by its name, instead of one that the chart makes, is the operator's and gets the observers' permissions too. */}}
{{- define "zonekeeper.observerServiceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ include "zonekeeper.fullname" . }}-observer
{{- else -}}
{{ include "zonekeeper.serviceAccountName" . }}
{{- end -}}
{{- end -}}

{{/* The subject of each binding. */}}
{{- define "zonekeeper.observerSubjects" -}}
subjects:
  - kind: ServiceAccount
    name: {{ include "zonekeeper.observerServiceAccountName" . }}
    namespace: {{ .Release.Namespace }}
{{- end -}}

{{/* What the observers do in each namespace whose ZonedServices are kept. */}}
{{- define "zonekeeper.observerRules" -}}
- apiGroups: [zonekeeper.io]
  resources: [zonedservices]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
{{- if .Values.failover.enabled }}
# Whose pods are checked by the health checks of ZoneFailovers.
- apiGroups: [zonekeeper.io]
  resources: [zonefailovers]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [services]
  verbs: [get, list, watch]
{{- end }}
{{- end -}}

{{/* The observers' configuration file: only what they need, so that a change of the operator's does not restart them. */}}
{{- define "zonekeeper.observerConfig" -}}
namespace: {{ .Release.Namespace }}
namespaces: {{ toJson .Values.namespaces }}
{{- if .Values.failover.enabled }}
failovers: true
{{- end }}
listen:
  port: {{ .Values.port }}
log:
  {{- toYaml .Values.log | nindent 2 }}
{{- end -}}
