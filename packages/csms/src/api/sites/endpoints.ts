import { Page } from '../../http/common.ts'
import { endpoint } from '../../http/endpoint.ts'
import { collides, missing } from '../../http/problems.ts'
import { Site, SiteFilter, SitePut, siteParams } from './resource.ts'

export const sitesEndpoints = {
  listSites: endpoint({
    method: 'GET',
    path: '/sites',
    needs: 'site:read',
    tag: 'sites',
    summary: 'Sites by name',
    query: SiteFilter,
    answers: { 200: Page(Site) },
    shared: 'fresh',
  }),
  getSite: endpoint({
    method: 'GET',
    path: '/sites/{id}',
    needs: 'site:read',
    tag: 'sites',
    summary: 'A site',
    params: siteParams,
    answers: { 200: Site },
    problems: missing,
    versioned: true,
  }),
  putSite: endpoint({
    method: 'PUT',
    path: '/sites/{id}',
    needs: 'site:write',
    tag: 'sites',
    summary: 'Create or change a site',
    description: 'Members that are left out stay as they are.',
    params: siteParams,
    body: SitePut,
    bodyOptional: true,
    answers: { 200: Site, 201: Site },
    problems: { 409: 'The id belongs to somebody else', ...collides },
    versioned: true,
  }),
  deleteSite: endpoint({
    method: 'DELETE',
    path: '/sites/{id}',
    needs: 'site:write',
    tag: 'sites',
    summary: 'Remove a site without stations',
    params: siteParams,
    answers: { 204: null },
    problems: { ...missing, 409: 'It still has stations, or it is the only site', ...collides },
    versioned: true,
  }),
}
