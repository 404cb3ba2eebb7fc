package io.zonekeeper.kube.client;

import java.io.IOException;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserSequence;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.internal.KubernetesDeserializer;

/**
 * Decodes what the API server sends in one pass, and without what nothing here reads.
 *
 * <ol>
 *   <li>The client library reads the object of a watch event into a tree and decodes that, to learn its kind first. The
 *       API server writes kind and version before all else, so that the rest needs no tree; where it does not, the
 *       library's way is taken.
 *   <li>{@code metadata.managedFields}, often half of an object, is skipped. Who owns which field is the API server's
 *       business.
 * </ol>
 */
final class DirectDecoding {
    private DirectDecoding() {}

    /** Returns the module that makes an object mapper direct. */
    static SimpleModule module() {
        return new SimpleModule("direct-decoding")
                .setMixInAnnotation(ObjectMeta.class, WithoutManagedFields.class)
                .setDeserializerModifier(new BeanDeserializerModifier() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public BeanDeserializerBuilder updateBuilder(
                            DeserializationConfig config,
                            BeanDescription description,
                            BeanDeserializerBuilder builder) {
                        if (description.getBeanClass() == WatchEvent.class) {
                            SettableBeanProperty object = builder.findProperty(new PropertyName("object"));
                            JsonDeserializer<?> known = object.getValueDeserializer();
                            if (known instanceof KubernetesDeserializer byTree) {
                                builder.addOrReplaceProperty(object.withValueDeserializer(new Watched(byTree)), true);
                            }
                        }
                        return builder;
                    }
                });
    }

    @JsonIgnoreProperties("managedFields")
    private interface WithoutManagedFields {}

    /** The object of a watch event. */
    private static final class Watched extends StdDeserializer<Object> {
        private static final long serialVersionUID = 1;

        private final transient KubernetesDeserializer byTree;

        Watched(KubernetesDeserializer byTree) {
            super(Object.class);
            this.byTree = byTree;
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.isExpectedStartObjectToken()) {
                return byTree.deserialize(parser, context);
            }
            try (TokenBuffer head = context.bufferForInputBuffering(parser)) {
                Optional<Class<?>> kind = kind(parser, head);
                // Closed by whoever closes the parser itself.
                JsonParser whole = JsonParserSequence.createFlattened(false, head.asParserOnFirstToken(), parser);
                return kind.isPresent() ? context.readValue(whole, kind.get()) : byTree.deserialize(whole, context);
            }
        }

        /** Reads no further than is needed to know the kind, and keeps what was read. */
        private Optional<Class<?>> kind(JsonParser parser, TokenBuffer head) throws IOException {
            String apiVersion = null;
            String kind = null;
            head.copyCurrentEvent(parser);
            while (apiVersion == null || kind == null) {
                JsonToken token = parser.nextToken();
                head.copyCurrentEvent(parser);
                String name = token == JsonToken.FIELD_NAME ? parser.currentName() : "";
                if (!name.equals("apiVersion") && !name.equals("kind")) {
                    return Optional.empty();
                }
                parser.nextToken();
                head.copyCurrentEvent(parser);
                if (name.equals("kind")) {
                    kind = parser.getText();
                } else {
                    apiVersion = parser.getText();
                }
            }
            return Optional.ofNullable(byTree.getRegisteredKind(apiVersion, kind));
        }
    }
}
