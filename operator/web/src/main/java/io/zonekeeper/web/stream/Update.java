package io.zonekeeper.web.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a watcher has not seen yet, merged into one message.
 *
 * @param from the number of the last change that the watcher has seen; 0 for none
 * @param to the number of the newest change in it
 * @param at when that was made
 * @param whole whether it is everything there is, in place of what the watcher knows
 * @param rows the newest form of every row that changed, as JSON by id; empty for one that is gone
 * @param events events since then, as JSON
 */
public record Update(
        long from, long to, Instant at, boolean whole, Map<String, Optional<Json>> rows, List<Json> events) {

    /**
     * A JSON value, encoded once for all watchers.
     *
     * @param bytes the value in UTF-8, on one line
     */
    @SuppressWarnings("ArrayRecordComponent") // Shared with all watchers, and never written.
    public record Json(byte[] bytes) {
        /** Returns the value of a text that is JSON already. */
        public static Json of(String text) {
            return new Json(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Returns the message as one line of JSON. */
    public byte[] encoded() {
        JsonText text = new JsonText();
        text.raw("{\"seq\":").raw(Long.toString(to)).raw(",\"at\":").string(at.toString());
        text.raw(",\"whole\":").raw(Boolean.toString(whole)).raw(",\"rows\":{");
        String separator = "";
        for (Map.Entry<String, Optional<Json>> row : rows.entrySet()) {
            text.raw(separator).string(row.getKey()).raw(":");
            row.getValue().ifPresentOrElse(text::json, () -> text.raw("null"));
            separator = ",";
        }
        text.raw("},\"events\":").array(events).raw("}");
        return text.bytes();
    }

    /** Writes JSON of parts that are encoded already. */
    static final class JsonText {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        JsonText raw(String text) {
            out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        JsonText json(Json value) {
            out.writeBytes(value.bytes());
            return this;
        }

        JsonText array(List<Json> values) {
            raw("[");
            for (int i = 0; i < values.size(); i++) {
                raw(i == 0 ? "" : ",").json(values.get(i));
            }
            return raw("]");
        }

        /** Writes an identifier of the API, which needs no more escaping than this. */
        JsonText string(String text) {
            return raw("\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
