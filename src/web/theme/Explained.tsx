import { Tooltip } from 'antd';
import type { ReactNode } from 'react';

/** A name that says on asking (pointer or focus) how its figure comes about. */
export function Explained(props: { formula: string; figures?: boolean; children: ReactNode }) {
  return (
    <Tooltip title={props.formula}>
      <span className={props.figures ? 'has-formula figures' : 'has-formula'} tabIndex={0}>
        {props.children}
      </span>
    </Tooltip>
  );
}
