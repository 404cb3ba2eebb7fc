package io.zonekeeper.kube.notifications;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A notification as a CloudEvent 1.0 in the JSON format, of structured content mode. */
final class CloudEventJson {
    /** The media type of one CloudEvent. */
    static final String MEDIA_TYPE = "application/cloudevents+json; charset=UTF-8";

    private CloudEventJson() {}

    /** Returns the event as JSON. */
    static String of(Notification notification) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("specversion", "1.0");
        event.put("id", notification.id());
        event.put("source", notification.source());
        event.put("type", notification.type().type());
        event.put("subject", notification.subject());
        event.put("time", notification.time().toString());
        event.put("datacontenttype", "application/json");
        event.set("data", notification.data());
        return event.toString();
    }
}
