package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/**
 * One browser and one scene for all tests of a class, and a new page for each test. A test whose
 * pages said, asked or refused what they should not is a failed one.
 *
 * @param <S> what the console shows
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PagesTest<S extends AutoCloseable> {

    Browser browser;
    S scene;
    Page page;

    abstract S scene(Path directory) throws Exception;

    /** The page that a test begins with, on which nothing is open yet. */
    abstract Page first() throws Exception;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        browser = Browser.start();
        scene = scene(directory);
    }

    @BeforeEach
    void open() throws Exception {
        browser.complaints.clear();
        page = first();
    }

    @AfterEach
    void shut() {
        page.context().close();
        assertThat(browser.complaints).isEmpty();
    }

    @AfterAll
    void stop() throws Exception {
        if (scene != null) {
            scene.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    void press(String... keys) {
        for (String key : keys) {
            page.keyboard().press(key);
        }
    }
}
