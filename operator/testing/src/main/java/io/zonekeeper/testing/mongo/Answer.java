package io.zonekeeper.testing.mongo;

import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** Answers in the shape that every command has (manual: "Database Commands"; "Error Codes"). */
final class Answer {
    static final int NOT_WRITABLE_PRIMARY = 10107;

    private Answer() {}

    static BsonDocument ok() {
        return new BsonDocument("ok", new BsonDouble(1));
    }

    /** An error, with the code and name of MongoDB's error list. */
    static BsonDocument error(int code, String name, String message) {
        return new BsonDocument("ok", new BsonDouble(0))
                .append("errmsg", new BsonString(message))
                .append("code", new BsonInt32(code))
                .append("codeName", new BsonString(name));
    }

    /** The code of an error; 0 for none. */
    static int code(BsonDocument answer) {
        return answer.getNumber("code", new BsonInt32(0)).intValue();
    }

    static boolean isOk(BsonDocument answer) {
        return answer.getNumber("ok").intValue() == 1;
    }
}
