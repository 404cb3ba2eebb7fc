package io.zonekeeper.kube.management;

import java.nio.charset.StandardCharsets;
import java.util.List;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.slf4j.event.KeyValuePair;

/**
 * A JSON object a line: {@code time} (RFC 3339), {@code level}, {@code logger}, {@code message}, then the fields of the
 * event by their names, and {@code error} with a stack trace. What is empty is left out.
 *
 * <p>Logback's own encoder writes milliseconds since 1970, empty fields, and a list of objects for the fields.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private final ThrowableProxyConverter traces = new ThrowableProxyConverter();

    @Override
    public void start() {
        traces.start();
        super.start();
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("time", event.getInstant().toString())
                .put("level", event.getLevel().toString())
                .put("logger", event.getLoggerName())
                .put("message", event.getFormattedMessage());
        List<KeyValuePair> fields = event.getKeyValuePairs();
        if (fields != null) {
            fields.stream().filter(field -> !empty(field.value)).forEach(field -> put(line, field));
        }
        if (event.getThrowableProxy() != null) {
            line.put("error", traces.convert(event));
        }
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    private static boolean empty(Object value) {
        return value == null || value.toString().isEmpty();
    }

    private static void put(ObjectNode line, KeyValuePair field) {
        String key = line.has(field.key) ? field.key + "_" : field.key;
        switch (field.value) {
            case Integer number -> line.put(key, number);
            case Long number -> line.put(key, number);
            case Boolean flag -> line.put(key, flag);
            default -> line.put(key, field.value.toString());
        }
    }
}
