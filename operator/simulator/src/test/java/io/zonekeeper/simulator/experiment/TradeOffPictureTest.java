package io.zonekeeper.simulator.experiment;

import java.util.List;

import io.zonekeeper.simulator.experiment.TradeOffPicture.Point;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TradeOffPictureTest {
    private static final List<Point> POINTS = List.of(
            new Point("0.5 s", false, 3.9, 12.5),
            new Point("5.0 s", false, 9.1, 0.02),
            new Point("10.0 s", false, 14.2, 0),
            new Point("Balanced", true, 5.9, 4.1));

    @Test
    void isAnSvgWithEveryPoint() throws Exception {
        String svg = TradeOffPicture.svg(POINTS, "300 zone-years & more");
        var document = javax.xml.parsers.DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new org.xml.sax.InputSource(new java.io.StringReader(svg)));
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(4);
        assertThat(svg).contains("none seen", "Balanced", "300 zone-years &amp; more", ">0.01<", ">100<");
        assertThat(TradeOffPicture.svg(POINTS, "300 zone-years & more")).isEqualTo(svg);
    }

    @Test
    void canBeDrawnWhereNothingWasSeenAtAll() {
        assertThat(TradeOffPicture.svg(List.of(new Point("Cautious", true, 12, 0)), "x"))
                .contains("Cautious")
                .doesNotContain("NaN", "Infinity");
    }
}
