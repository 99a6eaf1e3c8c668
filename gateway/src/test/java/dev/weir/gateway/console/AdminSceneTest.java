package dev.weir.gateway.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import java.nio.file.Path;

/** Tests of the pages about people and rules, which an owner sees first. */
abstract class AdminSceneTest extends PagesTest<AdminScene> {

    @Override
    AdminScene scene(Path directory) throws Exception {
        return new AdminScene(directory, "platform");
    }

    @Override
    Page first() throws Exception {
        return scene.page(browser, "owner");
    }

    /** The row of a list that has this text. */
    static Locator named(Page page, String name) {
        return page.locator(".grid-admin tbody tr")
                .filter(new Locator.FilterOptions().setHasText(name));
    }
}
