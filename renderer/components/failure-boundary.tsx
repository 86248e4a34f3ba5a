import { Component, type ReactNode } from 'react';

interface FailureBoundaryProps {
  /** Another key (another screen, say) tries again. */
  tryKey: string;
  fallback: ReactNode;
  children: ReactNode;
}

/** A part of the page that fails to draw leaves the rest of it standing. */
export class FailureBoundary extends Component<FailureBoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override componentDidUpdate(before: FailureBoundaryProps): void {
    if (before.tryKey !== this.props.tryKey && this.state.hasFailed) this.setState({ hasFailed: false });
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.fallback : this.props.children;
  }
}
