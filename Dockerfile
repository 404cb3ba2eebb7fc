# The operator's image: docker build -t REGISTRY/zonekeeper .
FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -q -ntp -pl operator/app -am -DskipTests -Dspotless.check.skip=true package

FROM eclipse-temurin:25-jre
# Threads share one arena of malloc, or a small process takes twice the memory.
ENV MALLOC_ARENA_MAX=2
WORKDIR /opt/zonekeeper
COPY --from=build /src/operator/app/target/zonekeeper/ ./
COPY operator/app/jvm.options operator/app/observer-jvm.options ./
# The AOT cache: classes loaded and linked ahead, as a run without an API server leaves them after its tries.
# Such a run fails, and is meant to. With this JVM, these files and these options only, so it is made here and last.
RUN printf 'apiVersion: v1\nkind: Config\nclusters: [{name: none, cluster: {server: "http://127.0.0.1:9"}}]\ncontexts: [{name: none, context: {cluster: none, user: none}}]\nusers: [{name: none, user: {}}]\ncurrent-context: none\n' >/tmp/kubeconfig \
    && { KUBECONFIG=/tmp/kubeconfig ZONEKEEPER_LEADER_ELECTION_ENABLED=false timeout 60 \
           java @jvm.options -XX:-AOTRecordTraining -XX:AOTCacheOutput=/opt/zonekeeper/zonekeeper.aot \
             -cp "/opt/zonekeeper/zonekeeper.jar$(printf ':%s' /opt/zonekeeper/aws/*.jar)" io.zonekeeper.app.Main || true; } \
    && rm /tmp/kubeconfig \
    && test -s zonekeeper.aot && chmod 644 zonekeeper.aot
USER 65532:65532
EXPOSE 8080
# JAVA_OPTS (the chart's jvmOptions) come last and so win. exec: signals reach the JVM. AWS' SDK is the operator's only: observers
# are started without it.
ENTRYPOINT ["sh", "-c", "exec java @/opt/zonekeeper/jvm.options -XX:AOTCache=/opt/zonekeeper/zonekeeper.aot $JAVA_OPTS -cp \"/opt/zonekeeper/zonekeeper.jar$(printf ':%s' /opt/zonekeeper/aws/*.jar)\" io.zonekeeper.app.Main \"$@\"", "zonekeeper"]
