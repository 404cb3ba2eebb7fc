package io.zonekeeper.testing.mongo;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import org.bson.BsonArray;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/**
 * MongoDB's wire protocol as far as a driver needs it: OP_MSG, and OP_QUERY for its first hello (manual: "MongoDB Wire
 * Protocol").
 */
final class Wire {
    private static final int OP_REPLY = 1;
    private static final int OP_QUERY = 2004;
    private static final int OP_MSG = 2013;
    private static final int HEADER = 16;
    private static final int LARGEST = 48_000_000;
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    private Wire() {}

    /**
     * A command as a client sent it.
     *
     * @param id of the message
     * @param legacy whether it came as OP_QUERY
     * @param body the command
     */
    record Request(int id, boolean legacy, BsonDocument body) {
        String name() {
            return body.getFirstKey();
        }
    }

    /** Reads the next command; empty where the client hung up. */
    static Optional<Request> read(DataInputStream in) throws IOException {
        byte[] header = new byte[HEADER];
        try {
            in.readFully(header);
        } catch (EOFException e) {
            return Optional.empty();
        }
        ByteBuffer head = little(header);
        int length = head.getInt();
        int id = head.getInt();
        head.getInt();
        int code = head.getInt();
        if (length < HEADER || length > LARGEST) {
            throw new IOException("message of " + length + " bytes");
        }
        byte[] bytes = new byte[length - HEADER];
        in.readFully(bytes);
        return Optional.of(
                switch (code) {
                    case OP_MSG -> new Request(id, false, message(little(bytes)));
                    case OP_QUERY -> new Request(id, true, query(little(bytes)));
                    default -> throw new IOException("opcode " + code);
                });
    }

    /** Answers a command. */
    static void write(OutputStream out, Request to, BsonDocument answer) throws IOException {
        byte[] body = encode(answer);
        int extra = to.legacy() ? 20 : 5;
        ByteBuffer message = ByteBuffer.allocate(HEADER + extra + body.length).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(HEADER + extra + body.length).putInt(0).putInt(to.id()).putInt(to.legacy() ? OP_REPLY : OP_MSG);
        if (to.legacy()) {
            message.putInt(8).putLong(0).putInt(0).putInt(1);
        } else {
            message.putInt(0).put((byte) 0);
        }
        message.put(body);
        out.write(message.array());
        out.flush();
    }

    private static BsonDocument message(ByteBuffer bytes) throws IOException {
        boolean checksum = (bytes.getInt() & 1) != 0;
        BsonDocument body = null;
        BsonDocument sequences = new BsonDocument();
        int end = bytes.limit() - (checksum ? 4 : 0);
        while (bytes.position() < end) {
            int kind = bytes.get();
            if (kind == 0) {
                body = document(bytes);
            } else {
                int stop = bytes.position() + bytes.getInt(bytes.position());
                bytes.getInt();
                String name = text(bytes);
                BsonArray documents = new BsonArray();
                while (bytes.position() < stop) {
                    documents.add(document(bytes));
                }
                sequences.append(name, documents);
            }
        }
        if (body == null) {
            throw new IOException("a message without a body");
        }
        body.putAll(sequences);
        return body;
    }

    private static BsonDocument query(ByteBuffer bytes) {
        bytes.getInt();
        text(bytes);
        bytes.getInt();
        bytes.getInt();
        return document(bytes);
    }

    private static BsonDocument document(ByteBuffer bytes) {
        int length = bytes.getInt(bytes.position());
        byte[] raw = new byte[length];
        bytes.get(raw);
        return new RawBsonDocument(raw).decode(CODEC);
    }

    private static String text(ByteBuffer bytes) {
        int start = bytes.position();
        while (bytes.get() != 0) {
            // Up to the zero that ends it.
        }
        byte[] raw = new byte[bytes.position() - 1 - start];
        bytes.get(start, raw);
        return new String(raw, StandardCharsets.UTF_8);
    }

    private static byte[] encode(BsonDocument document) {
        try (var buffer = new BasicOutputBuffer();
                var writer = new BsonBinaryWriter(buffer)) {
            CODEC.encode(writer, document, EncoderContext.builder().build());
            return buffer.toByteArray();
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
