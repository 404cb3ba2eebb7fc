{{/* Refuses what values.schema.json cannot: values that do not go together, and what the policy's CRD would refuse. */}}
{{- define "zonekeeper.validate" -}}
{{- $election := .Values.leaderElection -}}
{{- if and (gt (int .Values.replicas) 1) (not $election.enabled) -}}
  {{- fail "leaderElection.enabled: false is for replicas: 1 only; without it every replica would act" -}}
{{- end -}}
{{- $lease := include "zonekeeper.milliseconds" $election.leaseDuration | int64 -}}
{{- $renew := include "zonekeeper.milliseconds" $election.renewDeadline | int64 -}}
{{- $retry := include "zonekeeper.milliseconds" $election.retryPeriod | int64 -}}
{{- if or (le $lease $renew) (le $renew $retry) -}}
  {{- fail "leaderElection: leaseDuration must be longer than renewDeadline, and renewDeadline longer than retryPeriod, as in 4s, 3s and 1s" -}}
{{- end -}}
{{- if and .Values.policy.spec (not .Values.policy.create) -}}
  {{- fail "policy.spec is set but policy.create is false: set policy.create to true, or remove policy.spec" -}}
{{- end -}}
{{- $crd := .Files.Get "files/crds/zonekeeper.io_zonehealthpolicies.yaml" | fromYaml -}}
{{- $schema := (index $crd.spec.versions 0).schema.openAPIV3Schema.properties.spec -}}
{{- include "zonekeeper.checkField" (dict "path" "policy.spec" "value" .Values.policy.spec "schema" $schema) -}}
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

{{/* Checks one field, and those in it, against the CRD's schema; takes a dict of path, value and schema. */}}
{{- define "zonekeeper.checkField" -}}
{{- $path := .path -}}
{{- $value := .value -}}
{{- $schema := .schema -}}
{{- $kinds := dict "object" "map" "array" "slice" "string" "string" "boolean" "bool" "integer" "int64" -}}
{{- $kind := kindOf $value -}}
{{- if has $kind (list "float64" "int") -}}
  {{- $kind = eq (float64 $value) (float64 (int64 $value)) | ternary "int64" "float64" -}}
{{- end -}}
{{- if ne $kind (get $kinds $schema.type) -}}
  {{- fail (printf "%s: expected %s, not '%v'" $path (eq $schema.type "string" | ternary "text in quotes" $schema.type) $value) -}}
{{- else if eq $schema.type "object" -}}
  {{- range $name, $field := $value -}}
    {{- if not (hasKey $schema.properties $name) -}}
      {{- fail (printf "%s.%s: there is no such field; there are %s" $path $name (keys $schema.properties | sortAlpha | join ", ")) -}}
    {{- end -}}
    {{- include "zonekeeper.checkField" (dict "path" (print $path "." $name) "value" $field "schema" (get $schema.properties $name)) -}}
  {{- end -}}
  {{- range $schema.required -}}
    {{- if not (hasKey $value .) -}}
      {{- fail (printf "%s: %s is missing" $path .) -}}
    {{- end -}}
  {{- end -}}
{{- else if eq $schema.type "array" -}}
  {{- range $index, $item := $value -}}
    {{- include "zonekeeper.checkField" (dict "path" (printf "%s[%d]" $path $index) "value" $item "schema" $schema.items) -}}
  {{- end -}}
{{- else if eq $schema.type "integer" -}}
  {{- $tooLow := and (hasKey $schema "minimum") (lt (float64 $value) (float64 $schema.minimum)) -}}
  {{- $tooHigh := and (hasKey $schema "maximum") (gt (float64 $value) (float64 $schema.maximum)) -}}
  {{- if or $tooLow $tooHigh -}}
    {{- fail (printf "%s: %v is not from %v to %v" $path $value $schema.minimum $schema.maximum) -}}
  {{- end -}}
{{- else if eq $schema.type "string" -}}
  {{- if and $schema.enum (not (has $value $schema.enum)) -}}
    {{- fail (printf "%s: '%s' is none of %s" $path $value (join ", " $schema.enum)) -}}
  {{- else if and $schema.pattern (not (regexMatch $schema.pattern $value)) -}}
    {{- fail (printf "%s: '%s' does not match %s (%s)" $path $value $schema.pattern (trimSuffix "." $schema.description)) -}}
  {{- end -}}
{{- end -}}
{{- end -}}
