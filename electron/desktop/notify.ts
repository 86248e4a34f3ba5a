import { Notification } from 'electron';
import type { Platform } from '../platform.ts';

/** Kept until they are dealt with: a notification that nobody holds loses its clicks. */
const shown = new Set<Notification>();

/** Undefined where the system has no notifications. */
export function findNotify(): Platform['notify'] {
  if (!Notification.isSupported()) return undefined;
  return ({ title, body, action, onClick }) => {
    const notification = new Notification({ title, body, actions: action === undefined ? [] : [{ type: 'button', text: action }] });
    const forget = () => shown.delete(notification);
    const act = () => {
      forget();
      onClick();
    };
    shown.add(notification);
    notification.on('click', act);
    notification.on('action', act);
    notification.on('close', forget);
    notification.on('failed', forget);
    notification.show();
  };
}
