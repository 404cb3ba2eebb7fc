package io.zonekeeper.controllers.mongocluster.links;

import java.util.List;
import java.util.Optional;

import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.Document;

/**
 * Reads fields of what servers answer. One of another type than expected is as if it were absent: an answer is input
 * from outside, and one in another form must not end what reads it.
 */
public final class AnswerFields {
    private AnswerFields() {}

    /** Returns a text. */
    static Optional<String> text(Document answer, String field) {
        return typed(answer, field, String.class);
    }

    /** Returns a part. */
    public static Optional<Document> document(Document answer, String field) {
        return typed(answer, field, Document.class);
    }

    /** Returns the parts of a list; what is no part is left out. */
    public static List<Document> documents(Document answer, String field) {
        return typed(answer, field, List.class).stream()
                .flatMap(list -> ((List<?>) list).stream())
                .filter(Document.class::isInstance)
                .map(Document.class::cast)
                .toList();
    }

    /** Returns a number, of whatever type. */
    public static Number number(Document answer, String field, Number otherwise) {
        return typed(answer, field, Number.class).orElse(otherwise);
    }

    /** Returns whether a field is true. */
    static boolean isTrue(Document answer, String field) {
        return Boolean.TRUE.equals(answer.get(field));
    }

    /** Returns whether a field is true. */
    static boolean isTrue(BsonDocument answer, String field) {
        return BsonBoolean.TRUE.equals(answer.get(field));
    }

    static <T> Optional<T> typed(Document answer, String field, Class<T> type) {
        return Optional.ofNullable(answer.get(field)).filter(type::isInstance).map(type::cast);
    }
}
