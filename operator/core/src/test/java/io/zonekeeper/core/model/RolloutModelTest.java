package io.zonekeeper.core.model;

import java.util.Set;

import io.zonekeeper.core.model.RolloutState.Template;

import org.junit.jupiter.api.Test;

/** Every order of templates that users give, zones that fail, writes, and ends of the process. */
class RolloutModelTest {
    @Test
    void templatesThatNeverBecomeReady() {
        Explored.holds(
                "a stuck template",
                new RolloutModel(3, Set.of(Template.GOOD, Template.BETTER, Template.STUCK), false, Explored.most(4)));
    }

    @Test
    void templatesThatFailTheirHealthChecks() {
        Explored.holds(
                "a sick template",
                new RolloutModel(3, Set.of(Template.GOOD, Template.BETTER, Template.SICK), false, Explored.most(4)));
    }

    @Test
    void stuckTemplatesWhileZonesFail() {
        Explored.holds(
                "a stuck template, zones fail",
                new RolloutModel(3, Set.of(Template.GOOD, Template.STUCK), true, Explored.most(4)));
    }

    @Test
    void sickTemplatesWhileZonesFail() {
        Explored.holds(
                "a sick template, zones fail",
                new RolloutModel(3, Set.of(Template.GOOD, Template.SICK), true, Explored.most(4)));
    }

    @Test
    void twoZones() {
        Explored.holds(
                "two zones",
                new RolloutModel(2, Set.of(Template.GOOD, Template.STUCK, Template.SICK), true, Explored.most(4)));
    }
}
