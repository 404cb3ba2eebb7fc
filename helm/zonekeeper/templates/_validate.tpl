{{/* Refuses what values.schema.json cannot: values that do not go together. */}}
{{- define "zonekeeper.validate" -}}
{{- $election := .Values.leaderElection -}}
{{- if and (gt (int .Values.replicas) 1) (not $election.enabled) -}}
  {{- fail "leaderElection.enabled: false is for replicas: 1 only; without it every replica would act" -}}
{{- end -}}
{{- if and (gt (int .Values.shards) 1) (not $election.enabled) -}}
  {{- fail "shards: operators that divide services need leaderElection.enabled: true" -}}
{{- end -}}
{{- if and (gt (int .Values.shards) 1) .Values.namespaces -}}
  {{- fail "shards: operators that divide services by their namespaces manage all namespaces: set either shards or namespaces" -}}
{{- end -}}
{{- $lease := include "zonekeeper.milliseconds" $election.leaseDuration | int64 -}}
{{- $renew := include "zonekeeper.milliseconds" $election.renewDeadline | int64 -}}
{{- $retry := include "zonekeeper.milliseconds" $election.retryPeriod | int64 -}}
{{- if or (le $lease $renew) (le $renew $retry) -}}
  {{- fail "leaderElection: leaseDuration must be longer than renewDeadline, and renewDeadline longer than retryPeriod, as in 4s, 3s and 1s" -}}
{{- end -}}
{{- if and .Values.web.enabled (eq (int .Values.web.port) (int .Values.port)) -}}
  {{- fail "web.port is the port of metrics and health checks (port): use another one" -}}
{{- end -}}
{{- if and .Values.policy.spec (not .Values.policy.create) -}}
  {{- fail "policy.spec is set but policy.create is false: set policy.create to true, or remove policy.spec" -}}
{{- end -}}
{{- end -}}

{{/* A duration such as 1m30s in milliseconds. */}}
{{- define "zonekeeper.milliseconds" -}}
{{- $unit := dict "ms" 1 "s" 1000 "m" 60000 "h" 3600000 -}}
{{- $sum := 0 -}}
{{- range regexFindAll "[0-9]+(ms|s|m|h)" . -1 -}}
  {{- $sum = add $sum (mul (regexFind "[0-9]+" . | int64) (get $unit (regexFind "[a-z]+" .))) -}}
{{- end -}}
{{- $sum -}}
{{- end -}}
