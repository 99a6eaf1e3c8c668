package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;

import javax.imageio.ImageIO;

/**
 * Pictures of pages. With {@code -Dweir.write=true} they go to docs/console, where a picture that
 * looks as before stays; else only that there is something on each is checked.
 */
final class Album {

    static final boolean WRITES = Boolean.getBoolean("weir.write");

    private static final int SMALLEST = 10_000;

    /** So many pixels at edges come out otherwise from run to run; a word has more. */
    private static final int NOISE = 60;

    private Album() {}

    /** Takes a picture of what a page shows. */
    static void take(Page page, String name, ColorScheme theme) throws IOException {
        Browser.settle(page);
        page.waitForTimeout(WRITES ? 600 : 10);
        byte[] picture = page.screenshot();
        assertThat(picture.length).as(name).isGreaterThan(SMALLEST);
        if (WRITES) {
            Path docs = WebTypesTest.web().resolve("../../../../docs/console").normalize();
            String file = name + "-" + theme.name().toLowerCase(Locale.ROOT) + ".png";
            Path place = Files.createDirectories(docs).resolve(file);
            if (!Files.exists(place) || !same(Files.readAllBytes(place), picture)) {
                Files.write(place, picture);
            }
        }
    }

    private static boolean same(byte[] before, byte[] now) throws IOException {
        int[] old = pixels(before);
        int[] fresh = pixels(now);
        if (old.length != fresh.length) {
            return false;
        }
        long others = IntStream.range(0, old.length).filter(i -> old[i] != fresh[i]).count();
        return others <= NOISE;
    }

    private static int[] pixels(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
