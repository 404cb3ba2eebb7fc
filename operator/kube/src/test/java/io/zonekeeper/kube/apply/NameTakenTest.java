package io.zonekeeper.kube.apply;

import io.zonekeeper.kube.objects.Owner;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NameTakenTest {
    private final Owner owner =
            new Owner("zonekeeper.io/v1alpha1", "ZonedService", "shop", "web-us-east-1a", "our-uid");

    /** Service {@code web-us-east-1a} of the ZonedService {@code web}: no annotation could hand it over. */
    @Test
    void whatHasAnotherControllerCannotBeHandedOver() {
        HasMetadata service = service(true);
        assertThat(NameTaken.otherController(owner, service)).isPresent();
        assertThat(NameTaken.of("Service", owner, service).message())
                .isEqualTo(
                        "Service web-us-east-1a belongs to ZonedService web, and an object has one controller: rename web-us-east-1a or web");
    }

    @Test
    void whatBelongedToOneOfTheSameNameIsWaitedFor() {
        Owner again = new Owner("zonekeeper.io/v1alpha1", "ZonedService", "shop", "web", "new-uid");
        assertThat(NameTaken.of("Service", again, service(true)).message())
                .isEqualTo(
                        "Service web-us-east-1a belongs to an earlier ZonedService web and is deleted with it; retrying");
    }

    @Test
    void anOwnerThatIsNoControllerIsNotInTheWay() {
        HasMetadata service = service(false);
        assertThat(NameTaken.otherController(owner, service)).isEmpty();
        assertThat(NameTaken.of("Service", owner, service).message())
                .endsWith("or annotate it zonekeeper.io/adopt=web-us-east-1a to hand it over");
    }

    @Test
    void aWorkloadOfOtherPodsHasToGo() {
        HasMetadata deployment = new DeploymentBuilder()
                .withNewMetadata()
                .withName("web-us-east-1a")
                .endMetadata()
                .build();
        assertThat(NameTaken.of("Deployment", owner, deployment).message()).contains("or delete it");
    }

    private static HasMetadata service(boolean controller) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName("web-us-east-1a")
                .addNewOwnerReference()
                .withApiVersion("zonekeeper.io/v1alpha1")
                .withKind("ZonedService")
                .withName("web")
                .withUid("their-uid")
                .withController(controller)
                .endOwnerReference()
                .endMetadata()
                .build();
    }
}
