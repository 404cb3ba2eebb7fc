package io.zonekeeper.kube.client;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.ResolvableDeserializer;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.fabric8.kubernetes.client.CustomResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an object of ours that cannot be decoded through without its spec, without its status, or without both, so that
 * one such object (left by another version of the CRD, say) does not stop the informer, and with it the operator.
 *
 * <p>What was wrong is kept with the object's metadata in memory, where {@link #problem} finds it.
 */
public final class TolerantDecoding {
    private static final Logger LOG = LoggerFactory.getLogger(TolerantDecoding.class);
    private static final String PROBLEM = "zonekeeper.io/undecodable";

    private TolerantDecoding() {}

    /** Returns the module that makes an object mapper tolerant. */
    public static SimpleModule module() {
        return new SimpleModule("tolerant-decoding").setDeserializerModifier(new BeanDeserializerModifier() {
            private static final long serialVersionUID = 1;

            @Override
            public JsonDeserializer<?> modifyDeserializer(
                    DeserializationConfig config, BeanDescription description, JsonDeserializer<?> deserializer) {
                return CustomResource.class.isAssignableFrom(description.getBeanClass())
                        ? new Tolerant(deserializer)
                        : deserializer;
            }
        });
    }

    /** Returns what kept an object from being decoded; empty for one that was. */
    public static Optional<String> problem(CustomResource<?, ?> resource) {
        return Optional.ofNullable(
                        resource.getMetadata().getAdditionalProperties().get(PROBLEM))
                .map(Object::toString);
    }

    private static final class Tolerant extends DelegatingDeserializer implements ResolvableDeserializer {
        private static final long serialVersionUID = 1;

        Tolerant(JsonDeserializer<?> delegate) {
            super(delegate);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> newDelegate) {
            return new Tolerant(newDelegate);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try (TokenBuffer whole = context.bufferAsCopyOfValue(parser)) {
                try {
                    return decode(whole.asParser(parser), context);
                } catch (JsonMappingException e) {
                    ObjectNode rest = whole.asParser(parser).readValueAsTree();
                    rest.withObjectProperty("metadata").put(PROBLEM, where(e) + ": " + e.getOriginalMessage());
                    return without(rest, parser, context);
                }
            }
        }

        /** Decodes what can be: the part that cannot takes the other one along only where that is as bad. */
        private Object without(ObjectNode object, JsonParser parser, DeserializationContext context)
                throws IOException {
            for (String part : List.of("spec", "status")) {
                ObjectNode rest = object.deepCopy();
                rest.remove(part);
                try {
                    return decode(rest.traverse(parser.getCodec()), context);
                } catch (JsonMappingException e) {
                    LOG.atDebug()
                            .addKeyValue("without", part)
                            .addKeyValue("cause", e.getMessage())
                            .log("not decoded");
                }
            }
            object.remove(List.of("spec", "status"));
            return decode(object.traverse(parser.getCodec()), context);
        }

        private Object decode(JsonParser tokens, DeserializationContext context) throws IOException {
            try (tokens) {
                tokens.nextToken();
                return super.deserialize(tokens, context);
            }
        }

        private static String where(JsonProcessingException e) {
            return e instanceof JsonMappingException mapping
                    ? mapping.getPath().stream()
                            .map(reference -> reference.getFieldName() == null
                                    ? "[" + reference.getIndex() + "]"
                                    : reference.getFieldName())
                            .reduce((a, b) -> b.startsWith("[") ? a + b : a + "." + b)
                            .orElse("object")
                    : "object";
        }
    }
}
