package dev.weir.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import javax.imageio.ImageIO;

/** Images on record are drawn where they are what they say, and of a size that can be drawn. */
class PicturesTest {

    private static final String GIF = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
    private static final String WEBP =
            "UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA=";

    private static byte[] image(String type) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), type, out);
        return out.toByteArray();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String part(String mime, String data) {
        return "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\""
                + mime
                + "\",\"data\":\""
                + data
                + "\"}}";
    }

    @Test
    void smallOnesAreDrawnAndOthersAreSaid(@TempDir Path directory) throws Exception {
        byte[] png = image("png");
        byte[] vast = png.clone();
        // 60,000 by 60,000 pixels, by its own account.
        vast[18] = (byte) 0xEA;
        vast[19] = 0x60;
        vast[22] = (byte) 0xEA;
        vast[23] = 0x60;
        String svg =
                base64(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"window.__ran=1\"/>"
                                .getBytes(StandardCharsets.UTF_8));
        // Some writers of JSON escape every slash.
        String escaped = base64(image("jpg")).replace("/", "\\/");
        assertThat(escaped).contains("\\/");
        List<String> parts = new ArrayList<>();
        parts.add(part("image/png", base64(png)));
        parts.add(part("image/gif", GIF));
        parts.add(part("image/webp", WEBP));
        parts.add(part("image/jpeg", escaped));
        parts.add(part("image/svg+xml", svg));
        parts.add(part("image/png", svg));
        parts.add(part("image/png", base64(vast)));
        parts.add(part("image/png", base64(Arrays.copyOf(png, 22))));
        try (Browser browser = Browser.start();
                TalkRig rig = new TalkRig(directory)) {
            var exchange =
                    rig.claude(
                            List.of(),
                            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":["
                                    + String.join(",", parts)
                                    + "]}]}",
                            "{}");
            rig.derive();
            Page page = browser.page(rig.server.url());
            page.navigate("/exchanges/" + exchange.id());
            Locator figures = page.locator(".media");
            assertThat(figures).hasCount(8);
            for (int i = 0; i < 4; i++) {
                Locator image = figures.nth(i).locator("img");
                assertThat(image).hasCount(1);
                page.waitForFunction(
                        "i => document.querySelectorAll('.media')[i].querySelector('img').complete",
                        i);
                assertThat(image.evaluate("one => one.naturalWidth")).as(parts.get(i)).isEqualTo(1);
                assertThat(String.valueOf(image.getAttribute("src"))).startsWith("blob:");
            }
            assertThat(figures.nth(4)).containsText("svg+xml");
            assertThat(figures.nth(5)).containsText("The bytes are no PNG, JPEG, GIF or WebP.");
            assertThat(figures.nth(6)).containsText("Too large to draw: 60,000 by 60,000 pixels.");
            assertThat(figures.nth(7)).containsText("The bytes are no PNG, JPEG, GIF or WebP.");
            assertThat(page.locator("img")).hasCount(4);
            assertThat(page.evaluate("window.__ran")).isNull();
            assertThat(browser.complaints).isEmpty();
        }
    }
}
