import { implement } from '@orpc/server';
import { contract } from '../../shared/contract.ts';
import type { App } from '../app.ts';
import { toWire, translated } from './wire.ts';

/** Every procedure of the contract, each one call of a service. */
export function createRouter({ chats, downloads, engine, hub, models, server, settings, system, logger }: App) {
  const base = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw toWire(error, logger);
    }
  });
  const watched = <Value>(source: AsyncIterable<Value>) => translated(source, logger);

  return base.router({
    chats: {
      watchList: base.chats.watchList.handler(({ signal }) => watched(chats.watchList(signal))),
      watch: base.chats.watch.handler(({ input, signal }) => watched(chats.watch(input, signal))),
      page: base.chats.page.handler(({ input }) => chats.page(input)),
      create: base.chats.create.handler(({ input }) => chats.create(input)),
      update: base.chats.update.handler(({ input }) => chats.update(input)),
      remove: base.chats.remove.handler(({ input }) => chats.remove(input)),
      restore: base.chats.restore.handler(({ input }) => chats.restore(input)),
      send: base.chats.send.handler(({ input }) => chats.send(input)),
      regenerate: base.chats.regenerate.handler(({ input }) => chats.regenerate(input)),
      edit: base.chats.edit.handler(({ input }) => chats.edit(input)),
      continue: base.chats.continue.handler(({ input }) => chats.continue(input)),
      stop: base.chats.stop.handler(({ input }) => chats.stop(input)),
      showVersion: base.chats.showVersion.handler(({ input }) => chats.showVersion(input)),
      showMessage: base.chats.showMessage.handler(({ input }) => chats.showMessage(input)),
      search: base.chats.search.handler(({ input }) => chats.search(input)),
    },
    downloads: {
      watch: base.downloads.watch.handler(({ signal }) => watched(downloads.watch(signal))),
      add: base.downloads.add.handler(({ input }) => downloads.add(input)),
      pause: base.downloads.pause.handler(({ input }) => downloads.pause(input)),
      resume: base.downloads.resume.handler(({ input }) => downloads.resume(input)),
      pauseAll: base.downloads.pauseAll.handler(() => downloads.pauseAll()),
      resumeAll: base.downloads.resumeAll.handler(() => downloads.resumeAll()),
      cancel: base.downloads.cancel.handler(({ input }) => downloads.cancel(input)),
      undoCancel: base.downloads.undoCancel.handler(({ input }) => downloads.undoCancel(input)),
      reorder: base.downloads.reorder.handler(({ input }) => downloads.reorder(input)),
      clearFinished: base.downloads.clearFinished.handler(() => downloads.clearFinished()),
      repair: base.downloads.repair.handler(({ input }) => downloads.repair(input)),
    },
    engine: {
      watch: base.engine.watch.handler(({ signal }) => watched(engine.watch(signal))),
      load: base.engine.load.handler(({ input }) => engine.load(input)),
      unload: base.engine.unload.handler(({ input }) => engine.unload(input)),
      estimate: base.engine.estimate.handler(({ input }) => engine.estimate(input)),
      estimateAll: base.engine.estimateAll.handler(() => engine.estimateAll()),
      generate: base.engine.generate.handler(({ input, signal }) =>
        watched(engine.generate(input, signal ?? new AbortController().signal)),
      ),
      countTokens: base.engine.countTokens.handler(({ input }) => engine.countTokens(input)),
    },
    hub: {
      watch: base.hub.watch.handler(({ signal }) => watched(hub.watch(signal))),
      search: base.hub.search.handler(({ input, signal }) => hub.search(input, signal)),
      describe: base.hub.describe.handler(({ input, signal }) => hub.describe(input, signal)),
      fits: base.hub.fits.handler(({ input, signal }) => watched(hub.fits(input, signal))),
      card: base.hub.card.handler(({ input, signal }) => hub.card(input, signal)),
      curated: base.hub.curated.handler(({ input }) => hub.curated(input)),
      recommend: base.hub.recommend.handler(({ input }) => hub.recommend(input)),
      checkUpstream: base.hub.checkUpstream.handler(({ input }) => hub.checkUpstream(input)),
      setToken: base.hub.setToken.handler(({ input }) => hub.setToken(input)),
      removeToken: base.hub.removeToken.handler(() => hub.removeToken()),
      checkConnection: base.hub.checkConnection.handler(({ signal }) => hub.checkConnection(signal)),
    },
    models: {
      watch: base.models.watch.handler(({ signal }) => watched(models.watch(signal))),
      rescan: base.models.rescan.handler(() => models.rescan()),
      addFolder: base.models.addFolder.handler(({ input }) => models.addFolder(input)),
      removeFolder: base.models.removeFolder.handler(({ input }) => models.removeFolder(input)),
      setDefaultFolder: base.models.setDefaultFolder.handler(({ input }) => models.setDefaultFolder(input)),
      import: base.models.import.handler(({ input }) => models.import(input)),
      cancelImport: base.models.cancelImport.handler(({ input }) => models.cancelImport(input)),
      reveal: base.models.reveal.handler(({ input }) => models.reveal(input)),
      remove: base.models.remove.handler(({ input }) => models.remove(input)),
      restore: base.models.restore.handler(({ input }) => models.restore(input)),
      useProgram: base.models.useProgram.handler(({ input }) => models.useProgram(input)),
      verify: base.models.verify.handler(({ input }) => models.verify(input)),
      cancelVerify: base.models.cancelVerify.handler(({ input }) => models.cancelVerify(input)),
      pick: base.models.pick.handler(({ input }) => models.pick(input)),
      listFolder: base.models.listFolder.handler(({ input }) => models.listFolder(input)),
    },
    server: {
      watch: base.server.watch.handler(({ signal }) => watched(server.watch(signal))),
      watchRequests: base.server.watchRequests.handler(({ signal }) => watched(server.log.watch(signal))),
      start: base.server.start.handler(({ input }) => server.start(input)),
      stop: base.server.stop.handler(() => server.stop()),
      createKey: base.server.createKey.handler(({ input }) => server.keys.create(input)),
      changeKey: base.server.changeKey.handler(({ input }) => server.keys.change(input)),
      removeKey: base.server.removeKey.handler(({ input }) => server.keys.remove(input)),
      undoRemoveKey: base.server.undoRemoveKey.handler(({ input }) => server.keys.undoRemove(input)),
      clearRequests: base.server.clearRequests.handler(() => server.log.clear()),
    },
    settings: {
      watch: base.settings.watch.handler(({ signal }) => watched(settings.watch(signal))),
      update: base.settings.update.handler(({ input }) => settings.update(input)),
    },
    system: {
      info: base.system.info.handler(() => system.info()),
      watchHardware: base.system.watchHardware.handler(({ signal }) => watched(system.watchHardware(signal))),
      watchMemory: base.system.watchMemory.handler(({ signal }) => watched(system.watchMemory(signal))),
      disk: base.system.disk.handler(() => system.disk()),
      watchNotices: base.system.watchNotices.handler(({ signal }) => watched(system.watchNotices(signal))),
      dismissNotice: base.system.dismissNotice.handler(({ input }) => system.dismissNotice(input)),
      storage: base.system.storage.handler(() => system.storage()),
      clearStorage: base.system.clearStorage.handler(({ input }) => system.clearStorage(input)),
      openExternal: base.system.openExternal.handler(({ input }) => system.openExternal(input)),
    },
  });
}
