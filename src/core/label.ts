/** 双语名称: every word a person sees stands beside the thing it names, Chinese first. */
export interface Label {
  readonly zh: string;
  readonly en: string;
}

export const label = (zh: string, en: string): Label => ({ zh, en });
