package io.zonekeeper.web.view;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZonedService;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Makes a frame of the objects of the API. A view is made again only when its object has changed, so that following a
 * thousand services costs a comparison each.
 *
 * <p>Not for several threads.
 */
public final class FrameBuilder {
    private final Memo<ZoneView> zones = new Memo<>();
    private final Memo<ServiceView> services = new Memo<>();
    private Frame last = Frame.EMPTY;

    /** Returns the frame of these objects; the same one as before where nothing changed. */
    public Frame build(Sources sources) {
        boolean zonesChanged = zones.update(sources.zones().get(), zone -> ZoneViews.of((Zone) zone).stream());
        boolean servicesChanged = services.update(sources.services().get(), FrameBuilder::rows);
        if (zonesChanged || servicesChanged) {
            SortedMap<String, ZoneView> byName = new TreeMap<>();
            zones.views().forEach(zone -> byName.put(zone.name(), zone));
            SortedMap<String, ServiceView> byId = new TreeMap<>();
            services.views().forEach(service -> byId.put(service.id(), service));
            last = new Frame(byName, byId);
        }
        return last;
    }

    private static Stream<ServiceView> rows(HasMetadata object) {
        return switch (object) {
            case ZonedService service -> Stream.of(ServiceViews.of(service));
            case ZoneFailover failover -> FailoverViews.of(failover);
            case ZonalProxy proxy -> Stream.of(OtherViews.of(proxy));
            case MongoCluster cluster -> Stream.of(OtherViews.of(cluster));
            case MultiAZDatabase database -> Stream.of(OtherViews.of(database));
            default -> Stream.empty();
        };
    }

    /** The views of objects, by the objects' identity and version. */
    private static final class Memo<V> {
        private record Known<V>(String version, List<V> views) {}

        private Map<String, Known<V>> known = Map.of();

        /** Returns whether any view is another one than before. */
        boolean update(Stream<? extends HasMetadata> objects, Function<HasMetadata, Stream<V>> view) {
            List<? extends HasMetadata> all = objects.toList();
            if (all.size() == known.size() && all.stream().allMatch(object -> seen(object) != null)) {
                return false;
            }
            Map<String, Known<V>> now = new HashMap<>();
            for (HasMetadata object : all) {
                Known<V> same = seen(object);
                now.put(
                        object.getMetadata().getUid(),
                        same != null
                                ? same
                                : new Known<>(
                                        object.getMetadata().getResourceVersion(),
                                        view.apply(object).toList()));
            }
            known = now;
            return true;
        }

        /** Returns the views of an object as it is; null where this version of it is new. */
        private Known<V> seen(HasMetadata object) {
            Known<V> last = known.get(object.getMetadata().getUid());
            return last != null && last.version().equals(object.getMetadata().getResourceVersion()) ? last : null;
        }

        Stream<V> views() {
            return known.values().stream().flatMap(found -> found.views().stream());
        }
    }
}
