package io.zonekeeper.web.browser;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;

import io.zonekeeper.web.WebView;
import io.zonekeeper.web.simulated.SimulatedClock;
import io.zonekeeper.web.simulated.SimulatedCluster;
import io.zonekeeper.web.simulated.SimulatedServer;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

/** Makes the pictures of the documents: the real page of the real server, in front of a simulated cluster. */
public final class Pictures {
    private static final int WIDTH = 1480;
    private static final int HEIGHT = 900;
    private static final int SERVICES = 40;

    private Pictures() {}

    /** Writes web-light.png, web-evacuation.png and web-dark.png to a folder. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Path.of(args[0]);
        try (Chromium chromium = Chromium.start().orElseThrow(() -> new IOException("Chromium is not installed"))) {
            SimulatedClock clock = new SimulatedClock(SimulatedCluster.morning());
            SimulatedCluster cluster = new SimulatedCluster(SERVICES, clock);
            try (WebView view = SimulatedServer.start(cluster, clock, 0)) {
                Page light = open(chromium, view, ColorScheme.LIGHT);
                Page dark = open(chromium, view, ColorScheme.DARK);
                history(cluster, clock);
                settle(light);
                save(light, folder.resolve("web-light.png"));

                incident(cluster, clock);
                settle(dark);
                settle(light);
                dark.locator("tbody tr[data-id] td.cell.st-Replacing").first().click();
                light.locator("th.zone").nth(1).click();
                settle(light);
                settle(dark);
                save(light, folder.resolve("web-evacuation.png"));
                save(dark, folder.resolve("web-dark.png"));
            }
        }
    }

    private static Page open(Chromium chromium, WebView view, ColorScheme scheme) {
        Page page = chromium.browser()
                .newPage(new Browser.NewPageOptions()
                        .setViewportSize(WIDTH, HEIGHT)
                        .setColorScheme(scheme)
                        .setTimezoneId("UTC")
                        .setLocale("en-GB"));
        page.navigate("http://127.0.0.1:" + view.port() + "/");
        page.locator("tbody tr[data-id]").first().waitFor();
        page.selectOption("#replay-window", "900");
        return page;
    }

    /** A zone was Suspect for a while, and is Healthy again. */
    private static void history(SimulatedCluster cluster, SimulatedClock clock) throws InterruptedException {
        clock.advance(Duration.ofMinutes(11));
        cluster.suspect(2);
        pass(clock, Duration.ofMinutes(2));
        cluster.recovered(2);
        pass(clock, Duration.ofMinutes(9));
    }

    /** Another zone is lost; some services are evacuated, one is refused, the others follow. */
    private static void incident(SimulatedCluster cluster, SimulatedClock clock) throws InterruptedException {
        cluster.suspect(1);
        pass(clock, Duration.ofSeconds(4));
        cluster.lost(1);
        pass(clock, Duration.ofSeconds(2));
        cluster.evacuate(1, 1, SERVICES - 9);
        pass(clock, Duration.ofSeconds(3));
        cluster.refused(0, 1);
        pass(clock, Duration.ofSeconds(20));
        cluster.replaced(1, 6, SERVICES - 16);
        pass(clock, Duration.ofSeconds(25));
    }

    /** Lets the server see what was changed before time passes. */
    private static void pass(SimulatedClock clock, Duration time) throws InterruptedException {
        Thread.sleep(400);
        clock.advance(time);
    }

    /** Writes a picture with few colours, which are enough, in a third of the bytes. */
    private static void save(Page page, Path file) throws IOException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(page.screenshot()));
        ImageIO.write(Palette.reduce(picture), "png", file.toFile());
    }

    /** Waits until the page has drawn the newest change. */
    private static void settle(Page page) {
        page.mouse().move(5, 5);
        page.waitForTimeout(1_500);
    }
}
