package io.zonekeeper.controllers.framework;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.zonekeeper.kube.config.OperatorConfig.LeaderElection;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LeadershipTest {
    private final List<String> story = new ArrayList<>();

    @Test
    void whoeverComesAfterTheElectionBeginsAtOnce() {
        Leadership leadership = leadership(true);
        leadership.onLead(() -> story.add("first"));
        leadership.begin();
        leadership.onLead(() -> story.add("late"));
        leadership.begin();
        assertThat(story).containsExactly("first", "late");
        assertThat(leadership.leading()).isTrue();
    }

    @Test
    void withoutElectionItLeadsOnceEverythingIsStarted() {
        Leadership leadership = leadership(false);
        assertThat(leadership.leading()).isFalse();
        leadership.started();
        assertThat(leadership.leading()).isTrue();
    }

    @Test
    void theProcessEndsWhenAnotherLeadsButNotWhileItStops() {
        Leadership leadership = leadership(true);
        leadership.lost();
        assertThat(story).as("before it runs").isEmpty();
        leadership.started();
        leadership.lost();
        assertThat(story).containsExactly("ends");
        leadership.stopping();
        leadership.lost();
        assertThat(story).containsExactly("ends");
    }

    @Test
    void onlyALeaderThatOthersCanFollowGivesWay() {
        Leadership standby = leadership(true);
        standby.started();
        standby.giveWay("blind");
        Leadership alone = leadership(false);
        alone.started();
        alone.giveWay("blind");
        assertThat(story).isEmpty();

        standby.begin();
        standby.giveWay("blind");
        assertThat(story).containsExactly("ends");
    }

    private Leadership leadership(boolean elected) {
        return new Leadership(
                new LeaderElection(
                        elected, "zonekeeper", Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofSeconds(1)),
                () -> story.add("ends"));
    }
}
