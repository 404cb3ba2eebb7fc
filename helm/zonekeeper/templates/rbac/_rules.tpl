{{/* What the operator does in each namespace whose ZonedServices it keeps. */}}
{{- define "zonekeeper.namespaceRules" -}}
- apiGroups: [zonekeeper.io]
  resources: [zonedservices, multiazdatabases]
  verbs: [get, list, watch]
- apiGroups: [zonekeeper.io]
  resources: [zonedservices/status, multiazdatabases/status]
  verbs: [patch]
# Children are made with blockOwnerDeletion, which some clusters allow only to those who may do this.
- apiGroups: [zonekeeper.io]
  resources: [zonedservices/finalizers]
  verbs: [update]
- apiGroups: [apps]
  resources: [deployments, statefulsets]
  verbs: [get, list, watch, create, patch, delete]
# Templates that are too long for an annotation.
- apiGroups: [apps]
  resources: [controllerrevisions]
  verbs: [get, list, create, delete]
- apiGroups: [""]
  resources: [services]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, patch, delete]
# A zone with a volume of a service in it is not forgotten.
- apiGroups: [""]
  resources: [persistentvolumeclaims]
  verbs: [list]
# The scheduler's messages for pods without a node; which services have pods on drained nodes.
- apiGroups: [""]
  resources: [pods]
  verbs: [list]
# Why pods of a StatefulSet cannot be created: its controller reports that in Events only.
- apiGroups: [""]
  resources: [events]
  verbs: [list]
{{- if .Values.proxies.enabled }}
{{ include "zonekeeper.proxyRules" . }}
{{- end }}
{{- if .Values.mongo.enabled }}
{{ include "zonekeeper.mongoRules" . }}
{{- end }}
{{- if .Values.failover.enabled }}
{{ include "zonekeeper.failoverRules" . }}
{{- end }}
{{ include "zonekeeper.eventRules" . }}
{{- end -}}

{{- define "zonekeeper.failoverRules" -}}
# ZoneFailovers, and what they protect.
- apiGroups: [zonekeeper.io]
  resources: [zonefailovers]
  # create, delete: those of namespaces with the label zonekeeper.io/zone-failover.
  verbs: [get, list, watch, create, delete]
- apiGroups: [zonekeeper.io]
  resources: [zonefailovers/status]
  verbs: [patch]
# How many pods each is to have.
- apiGroups: [apps]
  resources: [replicasets]
  verbs: [list, watch]
# Labels of pods; deletion of those that do not answer in a zone that failed.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, patch, delete]
# Those that answer: budgets decide.
- apiGroups: [""]
  resources: [pods/eviction]
  verbs: [create]
# Whether a volume of a pod is bound to a zone.
- apiGroups: [""]
  resources: [persistentvolumeclaims]
  verbs: [get]
{{- end -}}

{{- define "zonekeeper.proxyRules" -}}
# ZonalProxies: each is run by a ZonedService of its own.
- apiGroups: [zonekeeper.io]
  resources: [zonalproxies]
  verbs: [get, list, watch]
- apiGroups: [zonekeeper.io]
  resources: [zonalproxies/status]
  verbs: [patch]
- apiGroups: [zonekeeper.io]
  resources: [zonalproxies/finalizers]
  verbs: [update]
- apiGroups: [zonekeeper.io]
  resources: [zonedservices]
  verbs: [create, patch]
# Their files.
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get, list, watch, create, patch]
# Their servers.
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [list, watch]
# The pod in which the proxy's own binary checks a configuration; the annotation that makes kubelets update files.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, create, patch, delete]
{{- end -}}

{{- define "zonekeeper.mongoRules" -}}
- apiGroups: [zonekeeper.io]
  resources: [mongoclusters]
  verbs: [get, list, watch]
- apiGroups: [zonekeeper.io]
  resources: [mongoclusters/status]
  verbs: [patch]
- apiGroups: [zonekeeper.io]
  resources: [mongoclusters/finalizers]
  verbs: [update]
# The mongos of a MongoCluster are a ZonedService.
- apiGroups: [zonekeeper.io]
  resources: [zonedservices]
  verbs: [create, patch]
# Where members really run; watched by their label.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, watch]
# Only those that a MongoCluster names are read, one by one: no list, no watch.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get]
{{- end -}}

{{- define "zonekeeper.eventRules" -}}
- apiGroups: [""]
  resources: [events]
  verbs: [get, create, patch]
{{- end -}}

{{/* The subject of each binding. */}}
{{- define "zonekeeper.subjects" -}}
subjects:
  - kind: ServiceAccount
    name: {{ include "zonekeeper.serviceAccountName" . }}
    namespace: {{ .Release.Namespace }}
{{- end -}}
