package io.zonekeeper.kube.cache;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Has the empty lists and maps of the client library's objects be the same one: the library makes each of them new,
 * most for properties that an object may have and does not, some ten in a Service.
 *
 * <p>Only for objects that are read and no longer changed, as those in a cache.
 */
final class SharedEmpties {
    private static final String MODEL = "io.fabric8.kubernetes.api.model.";

    private static final ClassValue<List<Field>> FIELDS = new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
            List<Field> fields = new ArrayList<>();
            for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
                for (Field field : at.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers()) && matters(field.getType())) {
                        field.setAccessible(true);
                        fields.add(field);
                    }
                }
            }
            return List.copyOf(fields);
        }
    };

    private SharedEmpties() {}

    /** Changes an object, and all that it consists of. */
    static void in(Object object) {
        for (Field field : FIELDS.get(object.getClass())) {
            try {
                Object value = field.get(object);
                switch (value) {
                    case null -> {}
                    case Map<?, ?> map when map.isEmpty() -> field.set(object, Map.of());
                    case List<?> list when list.isEmpty() -> field.set(object, List.of());
                    case Map<?, ?> map -> inAll(map.values());
                    case List<?> list -> inAll(list);
                    default -> in(value);
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void inAll(Collection<?> values) {
        for (Object value : values) {
            if (value != null && isModel(value.getClass())) {
                in(value);
            }
        }
    }

    private static boolean matters(Class<?> type) {
        return type == Map.class || type == List.class || isModel(type);
    }

    private static boolean isModel(Class<?> type) {
        return type.getName().startsWith(MODEL) && !type.isEnum();
    }
}
