{{/* The Deployment of an operator; takes a list of the root context and the number of its shard. */}}
{{- define "zonekeeper.deployment" -}}
{{- $root := index . 0 -}}
{{- $shard := index . 1 -}}
{{- $selector := include "zonekeeper.selectorLabels" $root -}}
{{- $suffix := "" -}}
{{- if gt $shard 0 -}}
{{- $selector = include "zonekeeper.shardLabels" . -}}
{{- $suffix = printf "-shard-%d" $shard -}}
{{- end -}}
{{- with $root -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  namespace: {{ .Release.Namespace }}
  {{- include "zonekeeper.metadata" (list . $suffix) | nindent 2 }}
spec:
  replicas: {{ .Values.replicas }}
  revisionHistoryLimit: {{ .Values.revisionHistoryLimit }}
  selector:
    matchLabels:
      {{- $selector | nindent 6 }}
  strategy:
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  template:
    metadata:
      annotations:
        kubectl.kubernetes.io/default-container: zonekeeper
        checksum/config: {{ include "zonekeeper.config" . | sha256sum }}
        {{- with .Values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      labels:
        {{- include "zonekeeper.podLabels" (list . $selector) | nindent 8 }}
    spec:
      serviceAccountName: {{ include "zonekeeper.serviceAccountName" . }}
      automountServiceAccountToken: true
      # A Service named zonekeeper-... would put variables there that the operator takes for configuration.
      enableServiceLinks: false
      terminationGracePeriodSeconds: 30
      {{- with include "zonekeeper.imagePullSecrets" . }}
      {{- . | nindent 6 }}
      {{- end }}
      {{- with .Values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      securityContext:
        {{- toYaml .Values.podSecurityContext | nindent 8 }}
      topologySpreadConstraints:
        {{- if .Values.topologySpreadConstraints }}
        {{- toYaml .Values.topologySpreadConstraints | nindent 8 }}
        {{- else }}
        - topologyKey: topology.kubernetes.io/zone
          maxSkew: 1
          whenUnsatisfiable: {{ .Values.zoneSpread }}
          # A zone whose nodes are all tainted, as those of a lost zone are, does not count.
          nodeTaintsPolicy: Honor
          matchLabelKeys: [pod-template-hash]
          labelSelector:
            matchLabels:
              {{- $selector | nindent 14 }}
        {{- end }}
      affinity:
        {{- if .Values.affinity }}
        {{- toYaml .Values.affinity | nindent 8 }}
        {{- else }}
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              podAffinityTerm:
                topologyKey: kubernetes.io/hostname
                labelSelector:
                  matchLabels:
                    {{- $selector | nindent 20 }}
        {{- end }}
      {{- with .Values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      tolerations:
        {{- range list "not-ready" "unreachable" }}
        - key: node.kubernetes.io/{{ . }}
          operator: Exists
          effect: NoExecute
          tolerationSeconds: {{ $root.Values.lostNodeSeconds }}
        {{- end }}
        {{- with .Values.tolerations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      containers:
        - name: zonekeeper
          image: {{ include "zonekeeper.image" . | quote }}
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          args: [--config, /etc/zonekeeper/config.yaml]
          env:
            - name: NODE_NAME
              valueFrom:
                fieldRef:
                  fieldPath: spec.nodeName
            {{- if gt (int .Values.shards) 1 }}
            - name: ZONEKEEPER_SHARD
              value: {{ printf "%d/%d" $shard (int .Values.shards) | quote }}
            {{- end }}
            {{- with .Values.jvmOptions }}
            - name: JAVA_OPTS
              value: {{ join " " . | quote }}
            {{- end }}
            {{- with .Values.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          ports:
            - name: http
              containerPort: {{ .Values.port }}
            {{- if and .Values.web.enabled (eq $shard 0) }}
            - name: web
              containerPort: {{ .Values.web.port }}
            {{- end }}
          startupProbe:
            httpGet:
              path: /healthz
              port: http
            periodSeconds: 1
            failureThreshold: 60
          livenessProbe:
            httpGet:
              path: /healthz
              port: http
            periodSeconds: 10
            timeoutSeconds: 3
            # Watches that are down for a minute do not recover.
            failureThreshold: 6
          readinessProbe:
            httpGet:
              path: /readyz
              port: http
            periodSeconds: 5
            timeoutSeconds: 3
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
          securityContext:
            {{- toYaml .Values.securityContext | nindent 12 }}
          volumeMounts:
            - name: config
              mountPath: /etc/zonekeeper
              readOnly: true
            - name: tmp
              mountPath: /tmp
            {{- if and .Values.notifications.webhook.url .Values.notifications.webhook.headerSecret.name }}
            - name: notifications
              mountPath: /etc/zonekeeper-notifications
              readOnly: true
            {{- end }}
            {{- with .Values.extraVolumeMounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
      volumes:
        - name: config
          configMap:
            name: {{ include "zonekeeper.fullname" . }}
        - name: tmp
          emptyDir:
            sizeLimit: 64Mi
        {{- with .Values.notifications.webhook }}
        {{- if and .url .headerSecret.name }}
        # Optional: an operator without it starts, and logs that notifications wait for it.
        - name: notifications
          secret:
            secretName: {{ .headerSecret.name }}
            optional: true
            items:
              - key: {{ .headerSecret.key }}
                path: header
        {{- end }}
        {{- end }}
        {{- with .Values.extraVolumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
{{- end -}}
{{- end -}}
