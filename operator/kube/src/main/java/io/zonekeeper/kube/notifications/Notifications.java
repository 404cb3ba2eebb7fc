package io.zonekeeper.kube.notifications;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.kube.events.EventListener;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Makes a notification of each Event that has a type. It is called where decisions are made, so it only reads what is
 * in memory.
 */
public final class Notifications implements EventListener {
    private final Consumer<Notification> queue;
    private final String source;
    private final Set<NotificationType> types;
    private final Clock clock;

    /**
     * Creates a listener.
     *
     * @param sender takes what is sent, and returns at once
     * @param source the cluster and operator that all are from, a URI reference
     * @param types what is sent
     */
    public Notifications(WebhookSender sender, String source, Set<NotificationType> types, Clock clock) {
        this((Consumer<Notification>) sender::offer, source, types, clock);
    }

    Notifications(Consumer<Notification> queue, String source, Set<NotificationType> types, Clock clock) {
        this.queue = queue;
        this.source = source;
        this.types = Set.copyOf(types);
        this.clock = clock;
    }

    @Override
    public void reported(HasMetadata about, Reason reason, String message, boolean warning) {
        NotificationType.of(reason, warning)
                .filter(types::contains)
                .ifPresent(type -> queue.accept(new Notification(
                        id(type, about, reason, message),
                        type,
                        source,
                        subject(about),
                        clock.instant(),
                        data(about, reason, message, warning))));
    }

    /**
     * What happens to a zone is identified by the time at which it did, which the status keeps; what happens to another
     * object by the version of the object in which it was seen.
     */
    private static String id(NotificationType type, HasMetadata about, Reason reason, String message) {
        String occurrence = Optional.of(about)
                .filter(Zone.class::isInstance)
                .map(zone -> ((Zone) zone).getStatus())
                .flatMap(status -> occurrence(type, status))
                .orElse(about.getMetadata().getResourceVersion());
        String what = String.join(
                "\n",
                type.type(),
                String.valueOf(about.getMetadata().getUid()),
                reason.word(),
                message,
                String.valueOf(occurrence));
        return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static Optional<String> occurrence(NotificationType type, ZoneStatus status) {
        return switch (type) {
            case ZONE_VERDICT -> Optional.ofNullable(status.verdictSince());
            case ZONE_CORDONED -> Optional.ofNullable(status.cordon()).map(ZoneStatus.CordonStatus::since);
            case ZONE_UNCORDONED -> Optional.ofNullable(status.returnedAt());
            case ZONE_DRILL, EVACUATION, FAILBACK, REFUSAL -> Optional.empty();
        };
    }

    private static String subject(HasMetadata about) {
        String namespace = about.getMetadata().getNamespace();
        return "%s/%s%s"
                .formatted(
                        about.getPlural().toLowerCase(Locale.ROOT),
                        namespace == null ? "" : namespace + "/",
                        about.getMetadata().getName());
    }

    private static ObjectNode data(HasMetadata about, Reason reason, String message, boolean warning) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("severity", warning ? "warning" : "normal");
        data.put("reason", reason.word());
        data.put("message", message);
        ObjectNode object = data.putObject("object");
        object.put("apiVersion", about.getApiVersion());
        object.put("kind", about.getKind());
        if (about.getMetadata().getNamespace() != null) {
            object.put("namespace", about.getMetadata().getNamespace());
        }
        object.put("name", about.getMetadata().getName());
        if (about.getMetadata().getUid() != null) {
            object.put("uid", about.getMetadata().getUid());
        }
        if (about instanceof Zone zone && zone.getStatus() != null) {
            zone(zone, data.putObject("zone"));
        }
        return data;
    }

    private static void zone(Zone zone, ObjectNode data) {
        ZoneStatus status = zone.getStatus();
        data.put(
                "name",
                Objects.requireNonNullElse(status.zone(), zone.getMetadata().getName()));
        Optional.ofNullable(status.zoneId()).ifPresent(id -> data.put("id", id));
        Optional.ofNullable(status.verdict()).ifPresent(verdict -> data.put("verdict", verdict));
        Optional.ofNullable(status.cordon()).ifPresent(cordon -> {
            ObjectNode fields = data.putObject("cordon");
            fields.put("by", cordon.by());
            fields.put("reason", cordon.reason());
            fields.put("since", cordon.since());
            FieldAuthor.of(zone, "spec", "cordon").ifPresent(author -> {
                ObjectNode requested = fields.putObject("requestedBy");
                requested.put("fieldManager", author.manager());
                Optional.ofNullable(author.time()).ifPresent(time -> requested.put("time", time));
            });
        });
    }
}
