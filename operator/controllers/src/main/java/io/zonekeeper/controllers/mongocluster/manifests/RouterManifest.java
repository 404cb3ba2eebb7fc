package io.zonekeeper.controllers.mongocluster.manifests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.MongoClusterSpec;
import io.zonekeeper.api.v1alpha1.MongoClusterSpec.Mongos;
import io.zonekeeper.core.mongo.facts.Credentials;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The mongos: a ZonedService in the zones of the config servers. It loses the traffic of a cordoned zone and moves
 * nothing; its rollout waits while the gate is closed; its budget is ours, so that closing it is one write.
 */
public final class RouterManifest {
    private final Owner owner;
    private final MongoNames names;
    private final MongoClusterSpec spec;
    private final List<KnownZone> zones;
    private final Credentials credentials;

    RouterManifest(Owner owner, MongoClusterSpec spec, List<KnownZone> zones, Credentials credentials) {
        this.owner = owner;
        this.names = new MongoNames(owner.namespace(), owner.name());
        this.spec = spec;
        this.zones = zones;
        this.credentials = credentials;
    }

    /** Returns the ZonedService with a template, which is the wanted one or the one that it has. */
    public ObjectNode service(JsonNode template, boolean gateOpen) {
        ObjectNode service =
                MongoManifests.object("zonekeeper.io/v1alpha1", "ZonedService", owner, names.routers(), Map.of());
        ObjectNode body = service.putObject("spec");
        body.put("replicas", zones.size() * replicasPerZone());
        ArrayNode list = body.putArray("zones");
        zones.forEach(zone -> list.addObject().put("zone", zone.name()));
        body.set("template", template);
        ObjectNode front = body.putObject("service");
        front.putArray("ports").addObject().put("name", "mongo").put("port", MongoNames.PORT);
        front.put("trafficDistribution", "PreferSameZone");
        body.putObject("zoneFailure").put("action", "StopTraffic");
        body.putObject("rollout").put("bake", "5s").put("paused", !gateOpen);
        body.putObject("disruption").put("mode", "None");
        return service;
    }

    /** Returns the budget over all mongos. */
    public ObjectNode budget(boolean gateOpen) {
        return MongoManifests.budget(owner, names.routers(), Map.of(Labels.SERVICE, names.routers()), gateOpen);
    }

    /** Returns the template that is wanted; every config server is in it. */
    public ObjectNode template() {
        ObjectNode template = JsonNodeFactory.instance.objectNode();
        template.putObject("metadata")
                .putObject("labels")
                .put(MongoNames.CLUSTER, owner.name())
                .put(MongoNames.ROLE, MongoNames.MONGOS);
        CredentialMarks.router(template, credentials);
        ObjectNode pod = template.putObject("spec");
        MongoManifests.pod(pod, spec);
        ObjectNode server = MongoManifests.container(pod.putArray("containers"), "mongos", spec, command());
        MongoManifests.server(server, mongos().map(Mongos::resources).orElse(null));
        MongoManifests.initResources(pod, mongos().map(Mongos::resources).orElse(null));
        return template;
    }

    private List<String> command() {
        List<String> hosts =
                zones.stream().map(zone -> names.host(SetFact.CONFIG, zone)).toList();
        List<String> words = new ArrayList<>(List.of(
                "mongos",
                "--configdb",
                SetFact.CONFIG + "/" + String.join(",", hosts),
                "--port",
                Integer.toString(MongoNames.PORT),
                "--bind_ip_all"));
        words.addAll(MongoManifests.security(spec));
        words.addAll(Objects.requireNonNullElse(mongos().map(Mongos::arguments).orElse(null), List.of()));
        return words;
    }

    private int replicasPerZone() {
        return Objects.requireNonNullElse(mongos().map(Mongos::replicasPerZone).orElse(null), 1);
    }

    private Optional<Mongos> mongos() {
        return Optional.ofNullable(spec.mongos());
    }
}
