package io.zonekeeper.cli;

import java.nio.file.Path;
import java.util.List;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceSpec;
import io.zonekeeper.cli.terminal.Problem;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The services and zones of a file; objects of other kinds are passed over.
 *
 * @param services the ZonedServices, in the order of the file
 * @param zones the Zones
 */
record PlanFile(List<ZonedService> services, List<Zone> zones) {

    static PlanFile read(Path path) {
        ManifestFile file = ManifestFile.read(path);
        List<ZonedService> services = file.of("ZonedService").stream()
                .map(document -> service(file, document))
                .toList();
        if (services.isEmpty()) {
            throw Problem.input(path + " contains no ZonedService");
        }
        return new PlanFile(
                services,
                file.of("Zone").stream()
                        .map(document -> file.decode(document, Zone.class))
                        .toList());
    }

    private static ZonedService service(ManifestFile file, JsonNode document) {
        String name = document.path("metadata").path("name").asText("");
        if (name.isEmpty() || !document.path("spec").isObject()) {
            throw Problem.input(file.path() + ": a ZonedService needs metadata.name and spec");
        }
        ManifestFile.refuseUnknown(
                document.path("spec"), ZonedServiceSpec.class, "%s: %s: spec".formatted(file.path(), name));
        return file.decode(document, ZonedService.class);
    }
}
