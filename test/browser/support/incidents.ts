import type { Page } from 'playwright-core';

/** Scripts that ran, dialogs, violations of the policy, errors, and requests to anywhere else: to be empty at the end. */
export async function incidentsOf(page: Page, isOurs: (url: string) => boolean): Promise<string[]> {
  const incidents: string[] = [];
  await page.exposeFunction('pwned', () => incidents.push('a payload ran'));
  await page.exposeFunction('violated', (what: string) => incidents.push(`policy: ${what}`));
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => violated(event.violatedDirective + ' ' + event.blockedURI))",
  );
  page.on('dialog', (dialog) => {
    incidents.push('dialog');
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => incidents.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!isOurs(request.url())) incidents.push(`request: ${request.url()}`);
  });
  return incidents;
}
