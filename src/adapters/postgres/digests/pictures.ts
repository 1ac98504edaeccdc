import type { PictureStore } from '../../../app/digests/letters/picture-store.ts';
import type { Db } from '../client.ts';

export function pictureStore(db: Db): PictureStore {
  return {
    async keepPicture({ hash, content, width, height }, addedAt) {
      const data = [{ hash, content: new Uint8Array(content), width, height, addedAt }];
      return (await db.picture.createMany({ data, skipDuplicates: true })).count === 1;
    },
    async pictureOf(hash) {
      return await db.picture.findUnique({
        where: { hash },
        select: { hash: true, content: true, width: true, height: true },
      });
    },
    async listPictures(limit) {
      return await db.picture.findMany({
        select: { hash: true, width: true, height: true },
        orderBy: [{ addedAt: 'desc' }, { hash: 'asc' }],
        take: limit,
      });
    },
    async dropPicture(hash) {
      return (await db.picture.deleteMany({ where: { hash } })).count === 1;
    },
  };
}
