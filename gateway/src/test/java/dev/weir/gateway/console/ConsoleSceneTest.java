package dev.weir.gateway.console;

import com.microsoft.playwright.Page;

import java.nio.file.Path;

/** Tests of pages over a console with something of everything on record. */
abstract class ConsoleSceneTest extends PagesTest<ConsoleScene> {

    @Override
    ConsoleScene scene(Path directory) throws Exception {
        return new ConsoleScene(directory, "mend **the** test");
    }

    @Override
    Page first() {
        return browser.page(scene.base);
    }
}
